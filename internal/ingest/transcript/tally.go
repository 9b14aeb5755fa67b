package transcript

// Tally counts the lines that were read and those that were left out.
type Tally struct {
	Lines, TooLong, Broken int
	// Ignored counts the records of which nothing is read, by their type.
	Ignored map[string]int
}

// maxKinds bounds the types that are counted apart, because they are texts of the file.
const maxKinds = 200

// Add adds the counts of other.
func (t *Tally) Add(other Tally) {
	t.Lines += other.Lines
	t.TooLong += other.TooLong
	t.Broken += other.Broken
	for kind, n := range other.Ignored {
		t.ignore(kind, n)
	}
}

// ignore counts records of a type, and returns the name under which it does.
func (t *Tally) ignore(kind string, n int) string {
	if kind == "" {
		kind = "(no type)"
	}
	if _, known := t.Ignored[kind]; !known && len(t.Ignored) >= maxKinds {
		kind = "(others)"
	}
	t.Ignored[kind] += n
	return kind
}
