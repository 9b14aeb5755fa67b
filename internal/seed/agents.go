package seed

// agent is an agent that starts sessions.
type agent struct {
	name   string
	models []string
}

var leaders = []choice[agent]{
	{60, agent{"claude-code", []string{"claude-opus-4-1", "claude-sonnet-4-5", "claude-haiku-4-5"}}},
	{25, agent{"codex", []string{"gpt-5-codex", "gpt-5"}}},
	{15, agent{"gemini-cli", []string{"gemini-2.5-pro", "gemini-2.5-flash"}}},
}

// subagent is an agent to which others delegate.
type subagent struct {
	// kind is the subagent_type, name the id of the agent that does the work.
	kind, name, model string
	// spawner is set for agents of other vendors, which a spawner runs.
	spawner string
}

var subagents = []choice[subagent]{
	{35, subagent{kind: "general-purpose", name: "general-purpose-agent", model: "claude-sonnet-4-5"}},
	{30, subagent{kind: "Explore", name: "explore-agent", model: "claude-haiku-4-5"}},
	{15, subagent{kind: "Plan", name: "plan-agent", model: "claude-opus-4-1"}},
	{12, subagent{kind: ".claude-plugin:gemini", name: "gemini-cli", model: "gemini-2.5-pro", spawner: "gemini"}},
	{8, subagent{kind: ".claude-plugin:codex", name: "codex", model: "gpt-5-codex", spawner: "codex"}},
}

// tool is a tool that agents call.
// rates are prices of a million tokens in US dollars: what the sample charges.
type rates struct{ input, output, cached float64 }

var prices = map[string]rates{
	"claude-opus-4-1":   {15, 75, 1.5},
	"claude-sonnet-4-5": {3, 15, 0.3},
	"claude-haiku-4-5":  {1, 5, 0.1},
	"gpt-5":             {1.25, 10, 0.125},
	"gpt-5-codex":       {1.25, 10, 0.125},
	"gemini-2.5-pro":    {1.25, 10, 0.125},
	"gemini-2.5-flash":  {0.3, 2.5, 0.03},
}

type tool struct {
	name string
	// inputs returns the texts from which the input of a call is chosen.
	inputs func(*texts) []string
	// seconds is the mean duration of a call.
	seconds float64
}

var tools = []choice[tool]{
	{30, tool{"Bash", func(t *texts) []string { return t.commands }, 6}},
	{26, tool{"Read", func(t *texts) []string { return t.files }, 0.2}},
	{14, tool{"Edit", func(t *texts) []string { return t.files }, 0.4}},
	{10, tool{"Grep", func(t *texts) []string { return t.files }, 0.3}},
	{6, tool{"Glob", func(t *texts) []string { return t.files }, 0.1}},
	{6, tool{"Write", func(t *texts) []string { return t.files }, 0.3}},
	{4, tool{"TodoWrite", func(t *texts) []string { return t.tasks }, 0.05}},
	{3, tool{"WebFetch", func(t *texts) []string { return t.findings }, 3}},
	{1, tool{"WebSearch", func(t *texts) []string { return t.prompts }, 2}},
}
