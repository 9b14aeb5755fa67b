package cache

import "time"

// Times to live. Whatever an answer's time, a commit to the database ends it; the times bound
// what also depends on the clock.
const (
	dataTTL  = 5 * time.Minute // depends on the data alone, but for the stamp of the answer
	clockTTL = time.Second     // counts back from now
	noTTL    = 0               // differs at each request; not kept, though it has an ETag
)

// TTLs is the one table of how long the answers of each operation are good. An operation that
// is not in it is not cached, and its answers pass through untouched.
func TTLs() map[string]time.Duration {
	return map[string]time.Duration{
		"listEvents":              dataTTL,
		"getEvent":                dataTTL,
		"getInitialStats":         dataTTL,
		"listTurns":               dataTTL,
		"listEventTraces":         dataTTL,
		"listActivity":            dataTTL,
		"listSessions":            dataTTL,
		"getSession":              dataTTL,
		"listWorkItems":           dataTTL,
		"getWorkItem":             dataTTL,
		"getOrchestration":        dataTTL,
		"getDelegations":          dataTTL,
		"getOrchestrationSummary": dataTTL,
		"getDelegationChain":      dataTTL,
		"listSpawnerActivities":   dataTTL,
		"getSpawnerStatistics":    dataTTL,
		"getSubagentWork":         dataTTL,
		"listTaskNotifications":   dataTTL,
		"getCostSummary":          dataTTL,
		"getCosts":                dataTTL,
		"getPerformanceMetrics":   dataTTL,
		"listAgents":              clockTTL,
		"getMetrics":              clockTTL,
		"getBudgets":              clockTTL,
		"listPresence":            clockTTL,
		"getPresence":             clockTTL,
		"getQuery":                clockTTL,
		"listQueries":             noTTL,
		"getQueryMetrics":         noTTL,
	}
}
