package ingest

import "context"

// Forgotten knows the sessions that must not be stored again.
type Forgotten interface {
	// Forgotten returns which of the sessions are forgotten.
	Forgotten(ctx context.Context, sessionIDs []string) (map[string]bool, error)
}

// WithoutForgotten returns a Store that ignores observations of forgotten sessions. Their result is Unchanged. A refusal would make hooks keep
// the payload.
func WithoutForgotten(store Store, forgotten Forgotten) Store { return filter{store, forgotten} }

type filter struct {
	store     Store
	forgotten Forgotten
}

func (f filter) Store(ctx context.Context, observations []Observation) ([]Result, error) {
	forgotten, err := f.forgotten.Forgotten(ctx, sessionsOf(observations))
	if err != nil {
		return nil, err
	}
	if len(forgotten) == 0 {
		return f.store.Store(ctx, observations)
	}
	results := make([]Result, len(observations))
	var kept []Observation
	var positions []int
	for i, o := range observations {
		if forgotten[o.SessionID()] {
			results[i] = Result{Outcome: Unchanged}
			continue
		}
		kept, positions = append(kept, o), append(positions, i)
	}
	if len(kept) == 0 {
		return results, nil
	}
	stored, err := f.store.Store(ctx, kept)
	if err != nil {
		return nil, err
	}
	for i, position := range positions {
		results[position] = stored[i]
	}
	return results, nil
}

// sessionsOf returns the sessions of observations, each once.
func sessionsOf(observations []Observation) []string {
	seen := map[string]bool{}
	var list []string
	for _, o := range observations {
		if id := o.SessionID(); !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}

// SessionID returns the session to which an observation belongs.
func (o Observation) SessionID() string {
	switch {
	case o.Session != nil:
		return o.Session.ID
	case o.Event != nil:
		return o.Event.SessionID
	case o.Usage != nil:
		return o.Usage.SessionID
	case o.Stop != nil:
		return o.Stop.SessionID
	case o.Message != nil:
		return o.Message.SessionID
	default:
		return ""
	}
}
