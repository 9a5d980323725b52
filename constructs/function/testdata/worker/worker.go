// Package worker has handlers for functions outside any API.
package worker

import (
	"context"

	"github.com/gatehouse-go/gatehouse/router"
)

// Job is an event.
type Job struct{ ID string }

// Handle takes an event of its own type.
func Handle(ctx context.Context, job Job) error { return nil }

// Work gives a value too.
func Work(ctx context.Context, job Job) (string, error) { return job.ID, nil }

// Answer answers HTTP events.
func Answer(ctx context.Context, req *router.Request) (any, error) { return "ok", nil }

// Reply answers HTTP events with a value of one type.
func Reply(ctx context.Context, req *router.Request) (string, error) { return "ok", nil }

// Count can't be started by Lambda.
func Count(a, b int) int { return a + b }

func hidden() {}

var _ = hidden
