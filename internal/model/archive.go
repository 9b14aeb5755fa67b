package model

// ArchivedTranscript is a transcript in the archive. A file that was replaced by another one is a further transcript with the same path.
type ArchivedTranscript struct {
	// ID is 0 for one that is not stored yet.
	ID        int64
	Path      string
	SessionID string
	// Format is the name of its format, as the importer knows it.
	Format string
	// Head is the hash of the first HeadLength bytes of the file.
	HeadLength int64
	Head       string
	// Offset is how many bytes of the file are in the archive. ModifiedNS is when the file was changed before that, in nanoseconds since 1970.
	Offset     int64
	ModifiedNS int64
	// ChangedAt is the same time, by which the archive is pruned.
	ChangedAt Instant
	// Sidecar is the file beside the transcript of a subagent, which describes the subagent; nil for none.
	Sidecar []byte
}

// ArchivedPart is a number of successive lines of an archived transcript.
type ArchivedPart struct {
	// Number counts the parts of a transcript from 0.
	Number int64
	// Lines and Bytes are the size of the text.
	Lines, Bytes int64
	// Data is the text as one zstd frame.
	Data []byte
}

// ArchivedChange is what is new of an archived transcript.
type ArchivedChange struct {
	Transcript ArchivedTranscript
	// Parts take the place of those with the same numbers. With IsWhole they replace all parts.
	Parts   []ArchivedPart
	IsWhole bool
}

// ArchiveSize is the size of the archive.
type ArchiveSize struct {
	Transcripts int64
	// Bytes is the size of the texts, Stored that of their parts in the database.
	Bytes, Stored int64
}
