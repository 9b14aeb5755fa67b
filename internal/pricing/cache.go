package pricing

import "sync"

// maxCached bounds how many models are cached: their names come from outside.
const maxCached = 1000

// cache holds the prices of models by the names that agents report: a search by all possible names takes longer than pricing a request.
// The zero value is empty. It is safe for concurrent use.
type cache struct {
	mu    sync.Mutex
	known map[string]modelEntries
}

// modelEntries are the prices of a model in the file of the user and in the list, nil where it is not known.
type modelEntries struct{ own, listed entries }

// get returns the cached prices of a model, or those that lookUp returns.
func (c *cache) get(model string, lookUp func(string) modelEntries) modelEntries {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.known[model]; ok {
		return known
	}
	if c.known == nil || len(c.known) >= maxCached {
		c.known = map[string]modelEntries{}
	}
	c.known[model] = lookUp(model)
	return c.known[model]
}

// clear empties the cache, because prices have changed.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = nil
}
