package transcript

// recent is a map of the newest keys alone, so that what is carried from run to run stays small. The zero value is empty.
type recent[V any] struct {
	Keys   []string     `json:"keys,omitempty"`
	Values map[string]V `json:"values,omitempty"`
}

func (r *recent[V]) get(key string) (V, bool) {
	value, ok := r.Values[key]
	return value, ok
}

// put keeps value, and forgets the oldest beyond limit.
func (r *recent[V]) put(key string, value V, limit int) {
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

func (r *recent[V]) drop(key string) {
	if _, ok := r.Values[key]; !ok {
		return
	}
	delete(r.Values, key)
	for i, known := range r.Keys {
		if known == key {
			r.Keys = append(r.Keys[:i], r.Keys[i+1:]...)
			return
		}
	}
}
