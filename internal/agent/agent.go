// Package agent is the registry of the coding agents that this program knows: their names, their hooks and settings files, the folders of
// their transcripts, what their telemetry records mean, and how they delegate work to subagents. Each agent is one file of data. Hooks,
// transcripts, telemetry, setup and help texts read it here and repeat none of it. How a payload, a record or a transcript is parsed is up to
// its reader.
//
// A new agent is a file here, an entry in the registry, a reader of its transcripts in internal/ingest/transcript, which
// internal/ingest/importer lists, and a value of the parameter HookAgent in the document.
package agent

// Agent describes one coding agent.
type Agent struct {
	// ID is the name under which its sessions and events are stored, such as "claude-code".
	ID string
	// Title is what the agent calls itself, such as "Claude Code".
	Title string
	// Short is the name that people type on the command line, such as "claude". It may equal ID.
	Short string
	// Aliases are further names that URLs, flags and older plugins use.
	Aliases []string

	Home        Home
	Hooks       Hooks
	Transcripts Transcripts
	Telemetry   Telemetry
	Delegation  Delegation
	Speech      Speech

	Refusal Refusal
	Waits   Waits
	Origin  Origin
	Files   Files

	// Resume are the words of the command that goes on with a session, without the id of the session at its end.
	Resume []string

	// LocalModel is the model that it names in messages that it made itself, without a request to a model; "" for none.
	LocalModel string
}

// Home says in which folder an agent keeps its settings and its transcripts.
type Home struct {
	// Folders are the names that the folder has in the home of a user, the current name first. The first is also the name of the folder
	// with the settings of a project.
	Folders []string
	// Variable is the environment variable that names another folder instead, "" for none. VariableIsList says that it may name several,
	// separated by commas.
	Variable       string
	VariableIsList bool
	// HomeVariable is the environment variable that names a folder which takes the place of the home of the user, "" for none.
	HomeVariable string
}

// Hooks says which hooks an agent has, and what their payloads hold.
type Hooks struct {
	Settings Settings
	// Events are those for which `htmlgraph init` installs a hook, in the order of the settings file.
	Events []Event
	// Others are events that are understood when they come, and for which init installs no hook.
	Others []Event
	// PromptID are the members of a payload that may hold the id of the prompt that is being answered, the best first. There
	// are none where payloads name no prompt: what happens then belongs to the latest prompt of the session.
	PromptID []string
	// SubmittedPrompt is the member that holds what a person submitted, for agents that call the hook of a prompt also when they continue a
	// turn. Without this member such a payload is a prompt only if no turn is open. "" means that each payload is a prompt.
	SubmittedPrompt string
	// CallID is the member that holds the id of a call that other sources share.
	CallID string
	// Time is the member that holds the time of the event, "" where payloads carry none.
	Time string
	// Payload distinguishes the payloads of this agent from those of others, for hooks that were installed without naming the agent.
	Payload Signature
	// ResponseError is the member of tool_response that a call has only if it failed, "" where a failure is an event of its own.
	ResponseError string
}

// Settings describes the file that declares the hooks of an agent.
type Settings struct {
	// File is the name of the file in the agent's folder. ProjectFile is the one in the folder of a project, where that differs: a hook
	// names a path of this machine, which does not belong in settings that a project shares. "" means File.
	File, ProjectFile string
	// Timeout is how long the agent waits for a hook, in the unit of its own settings; it is more than a hook ever takes.
	Timeout int
	// Named says that each hook has a name; Comments says that the file may hold comments.
	Named, Comments bool
	// Hint is what the user has to know after installing, "" for nothing.
	Hint string
	// Windows is the shell in which the agent runs hooks on Windows. Elsewhere it is one of POSIX.
	Windows Shell
}

// Shell is a kind of shell, as far as it matters for how a path is written.
type Shell int

// The kinds of shells.
const (
	PosixShell Shell = iota
	CommandPrompt
	PowerShell
)

// Signature distinguishes payloads by their members. The zero value matches none.
type Signature struct {
	// Has are the members that must be there, Lacks those that must not.
	Has, Lacks []string
}

// Refusal says how an agent reports, as a failure of a call, that the call was not made or not finished: by the beginning of its result.
type Refusal struct {
	// Rejected are the beginnings for a call that a person, or a rule of theirs, did not permit.
	Rejected []string
	// Interrupted are those for a call that the user broke off.
	Interrupted []string
	// Kinds are the words for a call that was not permitted in a member beside the result.
	Kinds []string
}

// Transcripts says where an agent stores its transcripts.
type Transcripts struct {
	// Folders are the folders of transcripts in the agent's own folder.
	Folders []string
	// Files are patterns for the names of transcripts, in the form of path.Match. Ignored are patterns for names of other files that Files
	// match too.
	Files, Ignored []string
	// IgnoredFolders are patterns for the names of folders without transcripts.
	IgnoredFolders []string
	// Variable is the environment variable that names a folder which replaces the agent's own folder for transcripts alone, "" for none.
	Variable string
	// Project is where the agent notes the folder of a project, for agents whose transcripts do not name it.
	Project ProjectNote
}

// ProjectNote says where an agent notes which folder of a project a folder of transcripts belongs to. The zero value is for agents that do not.
type ProjectNote struct {
	// Within is the name of the folder in the noting folder in which the transcripts lie, such as "chats".
	Within string
	// File is the file in the noting folder that holds the path of the project.
	File string
	// Registry is the JSON file in the agent's own folder, two folders above, whose member RegistryMember maps paths of projects to names of
	// noting folders.
	Registry, RegistryMember string
}
