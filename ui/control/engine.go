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

// BatchEngine is the engine that works on real files.
type BatchEngine struct{}

// Scan calls batch.Scan.
func (BatchEngine) Scan(
	ctx context.Context, inputs []string, progress func(batch.ScanProgress),
) (*batch.Sources, error) {
	return batch.Scan(ctx, inputs, batch.ScanOptions{}, progress)
}

// Build calls batch.Build.
func (BatchEngine) Build(
	ctx context.Context, src *batch.Sources, opts batch.Options,
) (*batch.Plan, error) {
	return batch.Build(ctx, src, opts)
}

// Run calls batch.Runner.Run with the defaults.
func (BatchEngine) Run(
	ctx context.Context, plan *batch.Plan, events func(batch.Event),
) (batch.Summary, error) {
	return batch.Runner{}.Run(ctx, plan, events)
}
