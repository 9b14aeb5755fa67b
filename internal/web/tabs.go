package web

// The tabs, from left to right.
const (
	tabActivity      = "Activity"
	tabOrchestration = "Orchestration"
	tabWorkItems     = "Work Items"
	tabAgents        = "Agents"
	tabMetrics       = "Metrics"
	tabSessions      = "Sessions"
	tabUsage         = "Usage"
	tabSpawners      = "Spawners"
	tabPresence      = "Presence"
)

// tab is one entry of the navigation.
type tab struct {
	Name, Path string
	Current    bool
}

func tabs(current string) []tab {
	list := []tab{
		{Name: tabActivity, Path: "/views/activity-feed"},
		{Name: tabOrchestration, Path: "/views/orchestration"},
		{Name: tabWorkItems, Path: "/views/work-items"},
		{Name: tabAgents, Path: "/views/agents"},
		{Name: tabMetrics, Path: "/views/metrics"},
		{Name: tabSessions, Path: "/views/sessions"},
		{Name: tabUsage, Path: "/views/usage"},
		{Name: tabSpawners, Path: "/views/spawners"},
		{Name: tabPresence, Path: "/views/presence-widget"},
	}
	for i := range list {
		list[i].Current = list[i].Name == current
	}
	return list
}
