package agent

import "strings"

// FromTelemetry returns the agent that sent telemetry, and the name of an event, span or metric without the agent's prefix. service is its
// service.name and scope its instrumentation scope. ok is false where none of the three names an agent; name is then returned as it is.
func FromTelemetry(name, service, scope string) (a Agent, short string, ok bool) {
	for i := range registry {
		if short, ok := strings.CutPrefix(name, registry[i].Telemetry.Prefix); ok {
			return registry[i], short, true
		}
	}
	for i := range registry {
		t := &registry[i].Telemetry
		if startsWithAny(service, t.Services) || startsWithAny(scope, t.Scopes) {
			return registry[i], name, true
		}
	}
	return Agent{}, name, false
}

func startsWithAny(text string, beginnings []string) bool {
	for _, beginning := range beginnings {
		if strings.HasPrefix(text, beginning) {
			return true
		}
	}
	return false
}
