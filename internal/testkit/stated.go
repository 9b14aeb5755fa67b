package testkit

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Stated are tokens that events of sessions without requests state.
type Stated []model.CostPart

// Stated returns them.
func (s Stated) Stated(context.Context) ([]model.CostPart, error) { return s, nil }
