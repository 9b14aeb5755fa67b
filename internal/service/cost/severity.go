package cost

import (
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The severities, the mildest first.
const (
	Info     = "info"
	Warning  = "warning"
	Critical = "critical"
)

// AtLeast reports whether an alert has at least a severity. A missing or unknown severity counts as a warning, because the alert
// was stored to be seen.
func AtLeast(alert model.CostAlert, severity string) bool {
	return rank(strings.ToLower(model.Or(alert.Severity, Warning))) >= rank(severity)
}

func rank(severity string) int {
	switch severity {
	case Info:
		return 0
	case Critical:
		return 2
	default:
		return 1
	}
}
