package pricing

import "sync"

// maxAsked bounds how many models are remembered: their names come from anywhere.
const maxAsked = 1000

// memory remembers the prices of models that were asked for: to find them by all their names takes longer than to price a request.
// The zero value is empty. It is safe for concurrent use.
type memory struct {
	mu    sync.Mutex
	known map[string]answer
}

// answer are the prices of a model, none where it is not known, and whose they are.
type answer struct {
	prices entries
	source string
}

// recall returns what lookUp answers, without asking it again.
func (m *memory) recall(model string, lookUp func(string) answer) answer {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known, ok := m.known[model]; ok {
		return known
	}
	if m.known == nil || len(m.known) >= maxAsked {
		m.known = map[string]answer{}
	}
	m.known[model] = lookUp(model)
	return m.known[model]
}

// forget forgets all, because the prices are others now.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known = nil
}
