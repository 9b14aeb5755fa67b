package model_test

import (
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

func TestEachStatusIsOfOneClass(t *testing.T) {
	cases := map[model.Status]struct{ success, failure, running, statesEnd bool }{
		"":            {success: true},
		"recorded":    {success: true},
		"success":     {success: true, statesEnd: true},
		"completed":   {success: true, statesEnd: true},
		"error":       {failure: true, statesEnd: true},
		"failed":      {failure: true, statesEnd: true},
		"cancelled":   {failure: true, statesEnd: true},
		"timeout":     {failure: true, statesEnd: true},
		"started":     {running: true},
		"running":     {running: true},
		"in_progress": {running: true},
		"pending":     {running: true},
		"rejected":    {statesEnd: true},
		"skipped":     {statesEnd: true},
		"FAILED":      {statesEnd: true},
	}
	for status, want := range cases {
		if status.IsSuccess() != want.success || status.IsError() != want.failure || status.IsRunning() != want.running ||
			status.IsOver() == want.running || status.StatesEnd() != want.statesEnd {
			t.Errorf("%q: success %t, error %t, running %t, over %t, states an end %t; want %+v", status,
				status.IsSuccess(), status.IsError(), status.IsRunning(), status.IsOver(), status.StatesEnd(), want)
		}
	}
}

func TestTheWordsOfAClassAreThoseThatItsMethodAccepts(t *testing.T) {
	classes := map[string]struct {
		words []model.Status
		is    func(model.Status) bool
	}{
		"success": {model.SuccessStatuses(), model.Status.IsSuccess},
		"error":   {model.ErrorStatuses(), model.Status.IsError},
		"running": {model.RunningStatuses(), model.Status.IsRunning},
	}
	for name, class := range classes {
		for other, words := range classes {
			for _, word := range words.words {
				if class.is(word) != (name == other) {
					t.Errorf("%q is %s: %t, want %t", word, name, class.is(word), name == other)
				}
			}
		}
	}
}

func TestAStatusOfAHigherRankTakesThePlaceOfALowerOne(t *testing.T) {
	ranks := [][]model.Status{
		{""}, {"recorded"}, {"pending", "started", "in_progress", "running"}, {"skipped"}, {"cancelled", "timeout"},
		{"completed", "success"}, {"failed", "error"}, {"rejected"},
	}
	for i, rank := range ranks {
		for j, others := range ranks {
			for _, status := range rank {
				for _, other := range others {
					if got := status.Outranks(other); got != (i > j) {
						t.Errorf("%q outranks %q: %t, want %t", status, other, got, i > j)
					}
				}
			}
		}
	}
}

func TestAStatusThatIsMissingIsShownAsRecorded(t *testing.T) {
	if got := model.StatusNone.OrRecorded(); got != model.StatusRecorded {
		t.Errorf("none is shown as %q", got)
	}
	if got := model.Status("skipped").OrRecorded(); got != "skipped" {
		t.Errorf("skipped is shown as %q", got)
	}
}
