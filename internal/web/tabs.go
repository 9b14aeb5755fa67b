package web

// The tabs, from left to right.
const (
	tabNow           = "Now"
	tabSessions      = "Sessions"
	tabSearch        = "Search"
	tabActivity      = "Activity"
	tabOrchestration = "Orchestration"
	tabWorkItems     = "Work Items"
	tabAgents        = "Agents"
	tabMetrics       = "Metrics"
	tabUsage         = "Usage"
	tabSpawners      = "Spawners"
	tabPresence      = "Presence"
)

// tab is one entry of the navigation.
type tab struct {
	Name, Path string
	Current    bool
}

// navigation are the tabs that are always shown, and those of a menu.
type navigation struct {
	Main, More []tab
}

func newNavigation(current string) navigation {
	n := navigation{
		Main: []tab{
			{Name: tabNow, Path: "/views/now"},
			{Name: tabSessions, Path: "/views/sessions"},
			{Name: tabSearch, Path: "/views/search"},
			{Name: tabUsage, Path: "/views/usage"},
			{Name: tabActivity, Path: "/views/activity-feed"},
		},
		More: []tab{
			{Name: tabOrchestration, Path: "/views/orchestration"},
			{Name: tabWorkItems, Path: "/views/work-items"},
			{Name: tabAgents, Path: "/views/agents"},
			{Name: tabMetrics, Path: "/views/metrics"},
			{Name: tabSpawners, Path: "/views/spawners"},
			{Name: tabPresence, Path: "/views/presence-widget"},
		},
	}
	for _, tabs := range [][]tab{n.Main, n.More} {
		for i := range tabs {
			tabs[i].Current = tabs[i].Name == current
		}
	}
	return n
}
