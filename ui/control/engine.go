package control

import (
	"context"

	"sizemill/batch"
)

// Engine is the part of package batch that the controller drives. Each method blocks.
type Engine interface {
	Scan(
		ctx context.Context, inputs []string, progress func(batch.ScanProgress),
	) (*batch.Sources, error)
	Build(ctx context.Context, src *batch.Sources, opts batch.Options) (*batch.Plan, error)
	Run(
		ctx context.Context, plan *batch.Plan, events func(batch.Event),
	) (batch.Summary, error)
}

// BatchEngine is the engine that works on real files. The zero value works with the defaults.
type BatchEngine struct {
	Scanning batch.ScanOptions
	Runner   batch.Runner
}

// Scan calls batch.Scan.
func (e BatchEngine) Scan(
	ctx context.Context, inputs []string, progress func(batch.ScanProgress),
) (*batch.Sources, error) {
	return batch.Scan(ctx, inputs, e.Scanning, progress)
}

// Build calls batch.Build.
func (BatchEngine) Build(
	ctx context.Context, src *batch.Sources, opts batch.Options,
) (*batch.Plan, error) {
	return batch.Build(ctx, src, opts)
}

// Run calls batch.Runner.Run.
func (e BatchEngine) Run(
	ctx context.Context, plan *batch.Plan, events func(batch.Event),
) (batch.Summary, error) {
	return e.Runner.Run(ctx, plan, events)
}
