package agent

// FromPayload returns the agent whose hook most likely sent a payload, by the name of its event and by its members, of which has reports
// whether one is there. Where nothing tells, it is the first agent of the registry.
func FromPayload(event string, has func(member string) bool) Agent {
	likely := registry[0]
	for _, a := range registry {
		if !a.Hooks.Payload.fits(has) {
			continue
		}
		if a.Hooks.has(event) {
			return a
		}
		if likely.ID == registry[0].ID {
			likely = a
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

func (s Signature) fits(has func(member string) bool) bool {
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
