package ui

import (
	"context"

	"sizemill/batch"
)

// engine is the part of package batch that the controller drives. Each method blocks.
type engine interface {
	Scan(ctx context.Context, inputs []string, progress func(batch.ScanProgress)) (*batch.Sources, error)
	Build(ctx context.Context, src *batch.Sources, opts batch.Options) (*batch.Plan, error)
	Run(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error)
}

// batchEngine is the real one.
type batchEngine struct{}

func (batchEngine) Scan(ctx context.Context, inputs []string, progress func(batch.ScanProgress)) (*batch.Sources, error) {
	return batch.Scan(ctx, inputs, batch.ScanOptions{}, progress)
}

func (batchEngine) Build(ctx context.Context, src *batch.Sources, opts batch.Options) (*batch.Plan, error) {
	return batch.Build(ctx, src, opts)
}

func (batchEngine) Run(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
	return batch.Runner{}.Run(ctx, plan, events)
}
