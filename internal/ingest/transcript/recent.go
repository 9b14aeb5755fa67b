package transcript

import "slices"

// Recent is a map that keeps the newest keys alone, so that the state of a reader stays small. The zero value is empty.
type Recent[V any] struct {
	// Keys are in the order in which they were put.
	Keys   []string     `json:"keys,omitempty"`
	Values map[string]V `json:"values,omitempty"`
}

// Get returns the value of key, and whether there is one.
func (r *Recent[V]) Get(key string) (V, bool) {
	value, ok := r.Values[key]
	return value, ok
}

// Put keeps value, and drops the oldest keys beyond limit.
func (r *Recent[V]) Put(key string, value V, limit int) {
	if r.Values == nil {
		r.Values = map[string]V{}
	}
	if _, ok := r.Values[key]; !ok {
		r.Keys = append(r.Keys, key)
	}
	r.Values[key] = value
	for len(r.Values) > limit {
		delete(r.Values, r.Keys[0])
		r.Keys = r.Keys[1:]
	}
}

// Drop removes key.
func (r *Recent[V]) Drop(key string) {
	if _, ok := r.Values[key]; !ok {
		return
	}
	delete(r.Values, key)
	if i := slices.Index(r.Keys, key); i >= 0 {
		r.Keys = slices.Delete(r.Keys, i, i+1)
	}
}
