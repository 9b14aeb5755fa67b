package model

// SessionRow is what the list of all sessions reads of one session. It is small: the list keeps the rows of all sessions in memory.
type SessionRow struct {
	ID, Agent string
	// Parent is the session that started it, "" for none.
	Parent     string
	IsSubagent bool
	// CreatedAt and CompletedAt are the stored texts; CompletedAt is "" where the session is not over.
	CreatedAt, CompletedAt Instant
	// Status is "" where none is stored.
	Status string
	// Title is the title that its agent or its user gave it, and TitleBy says who, "" where nothing does.
	Title, TitleBy string
	// LastPrompt is the newest prompt.
	LastPrompt string
	// Folder is where it ran, and Branch the branch of the repository there.
	Folder, Branch string
	// StartedBy are the words by which agents say what started the session, by the member of the metadata that has them.
	StartedBy map[string]string
}

// SessionMarks say up to which change sessions have been read: for each day, how often the database had counted a change of a session that began
// on it.
type SessionMarks map[string]int64

// SessionChanges are the sessions of the days that changed.
type SessionChanges struct {
	// Marks has the days that changed.
	Marks SessionMarks
	// Rows are all sessions of these days.
	Rows []SessionRow
}
