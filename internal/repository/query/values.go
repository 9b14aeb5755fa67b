package query

import "github.com/htmlgraph/htmlgraph/internal/model"

// Instant returns a stored text as an instant, nil for null.
func Instant(text *string) *model.Instant { return (*model.Instant)(text) }

// Finite returns a stored number in a form that JSON can hold, nil for null.
func Finite(value *float64) *float64 {
	if value == nil {
		return nil
	}
	bounded := model.Finite(*value)
	return &bounded
}

// Integer returns a sum as an integer, 0 where nothing was summed.
func Integer(sum *float64) int64 {
	if sum == nil {
		return 0
	}
	return model.Integer(*sum)
}
