package transcripts

// record is a line of a transcript, with its members in the order in which Claude Code writes them.
type record struct {
	ParentUUID    any    `json:"parentUuid"`
	IsSidechain   bool   `json:"isSidechain"`
	AgentID       string `json:"agentId,omitempty"`
	PromptID      string `json:"promptId,omitempty"`
	UserType      string `json:"userType"`
	Cwd           string `json:"cwd"`
	SessionID     string `json:"sessionId"`
	Version       string `json:"version"`
	GitBranch     string `json:"gitBranch"`
	Message       any    `json:"message"`
	RequestID     string `json:"requestId,omitempty"`
	Type          string `json:"type"`
	UUID          string `json:"uuid"`
	Timestamp     string `json:"timestamp"`
	ToolUseResult any    `json:"toolUseResult,omitempty"`
}

// userMessage is a message of the user, or the result of a tool.
type userMessage struct {
	Role    string `json:"role"`
	Content any    `json:"content"`
}

// agentMessage is a message of the agent.
type agentMessage struct {
	ID         string         `json:"id"`
	Type       string         `json:"type"`
	Role       string         `json:"role"`
	Model      string         `json:"model"`
	Content    []block        `json:"content"`
	StopReason any            `json:"stop_reason"`
	Usage      map[string]any `json:"usage"`
}

// block is a content block of a message.
type block struct {
	ToolUseID string         `json:"tool_use_id,omitempty"`
	Type      string         `json:"type"`
	ID        string         `json:"id,omitempty"`
	Name      string         `json:"name,omitempty"`
	Input     map[string]any `json:"input,omitempty"`
	Text      string         `json:"text,omitempty"`
	Content   string         `json:"content,omitempty"`
}

// output is the structured output of a command.
type output struct {
	Stdout      string `json:"stdout"`
	Stderr      string `json:"stderr"`
	Interrupted bool   `json:"interrupted"`
	IsImage     bool   `json:"isImage"`
}
