package model

// TextUse is what the text of a part is for a search, which weighs the uses differently.
type TextUse string

// The uses: what somebody said, what a model thought, what a tool was given, and what it returned. Parts without a text that is searched have none.
const (
	TextUnused  TextUse = ""
	TextSaid    TextUse = "said"
	TextThought TextUse = "thought"
	TextDid     TextUse = "did"
	TextGot     TextUse = "got"
)

// Use returns what the text of a part of a type is.
func (t PartType) Use() TextUse {
	switch t {
	case PartText, PartCompaction, PartReminder, PartQueued:
		return TextSaid
	case PartReasoning:
		return TextThought
	case PartCall:
		return TextDid
	case PartResponse:
		return TextGot
	default:
		return TextUnused
	}
}

// IndexProgress says which parts the index of texts has.
type IndexProgress struct {
	// HasIndex is false where the database has no index.
	HasIndex bool
	// Parts is about how many parts there are, and Missing how many of them wait for being indexed.
	Parts, Missing int64
	// Last is the newest part in the index.
	Last int64
	// Since is the time of the message at which the indexing has arrived, which goes from the newest to the oldest; "" where all is indexed.
	Since Instant
}

// SearchMatch is a part that matches a search, without its text.
type SearchMatch struct {
	PartID int64
	// Score is greater the better the part matches.
	Score     float64
	MessageID string
	SessionID string
	At        Instant
	Kind      MessageKind
	Type      PartType
	// Tool is the tool of a call, "" for all else.
	Tool string
}

// SearchText is what is searched of the text of a part.
type SearchText struct {
	PartID int64
	Text   string
}

// Share returns the share of the parts that are in the index, from 0 to 1.
func (p IndexProgress) Share() float64 {
	switch {
	case p.HasIndex && p.Missing == 0:
		return 1
	case p.Parts == 0:
		return 0
	default:
		return float64(p.Parts-p.Missing) / float64(p.Parts)
	}
}
