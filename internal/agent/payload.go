package agent

// FromPayload returns the agent whose hook most likely sent a payload, by the name of its event and by its members; has reports whether the
// payload has one. Of several agents whose signatures match, one that is known to have the event is more likely, and then the one with the
// more specific signature. Where none matches, it is the first agent of the registry.
func FromPayload(event string, has func(member string) bool) Agent {
	likely, best := registry[0], 0
	for _, a := range registry {
		if !a.Hooks.Payload.matches(has) {
			continue
		}
		const knowsEvent = 100 // more than a signature has members
		score := len(a.Hooks.Payload.Has)
		if a.Hooks.has(event) {
			score += knowsEvent
		}
		if score > best {
			likely, best = a, score
		}
	}
	return likely
}

// has reports whether the agent is known to have an event.
func (h Hooks) has(event string) bool {
	for _, e := range h.all() {
		if e.Name == event {
			return true
		}
	}
	return false
}

// matches reports whether a payload has all members that it must have, and none that it must not have.
func (s Signature) matches(has func(member string) bool) bool {
	for _, member := range s.Has {
		if !has(member) {
			return false
		}
	}
	for _, member := range s.Lacks {
		if has(member) {
			return false
		}
	}
	return len(s.Has) > 0
}
