package filediff

import (
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
)

// The largest difference that is computed, and the number of its lines that are shown.
const (
	maxDiffBytes = 256 << 10
	maxDiffLines = 800
)

// The kinds of lines of a difference.
const (
	LineAdded   = "added"
	LineRemoved = "removed"
	LineSame    = "same"
)

// Diff is what an edit changed.
type Diff struct {
	// Added and Removed are the numbers of lines.
	Added, Removed int
	Hunks          []Hunk
	// Cut is the number of lines that are not shown, and kept that of those that are.
	Cut, kept int
}

// Hunk is a part of a difference, without the lines before and after it that did not change.
type Hunk []DiffLine

// DiffLine is a line of a difference. Old and New are its numbers in both texts, 0 where it is not in one or its number is not known.
type DiffLine struct {
	Kind     string
	Old, New int
	Text     string
}

// Mark returns the sign that begins the line in a patch.
func (l DiffLine) Mark() string { return map[string]string{LineAdded: "+", LineRemoved: "−"}[l.Kind] }

// Compare returns what changed between two texts, and false for texts that are too large.
func Compare(before, after string) (Diff, bool) {
	if len(before)+len(after) > maxDiffBytes {
		return Diff{}, false
	}
	unified, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, after), udiff.DefaultContextLines)
	if err != nil {
		return Diff{}, false
	}
	var diff Diff
	for _, hunk := range unified.Hunks {
		diff.begin()
		from, to := hunk.FromLine, hunk.ToLine
		for _, line := range hunk.Lines {
			switch line.Kind {
			case udiff.Delete:
				diff.add(DiffLine{LineRemoved, from, 0, line.Content})
				from++
			case udiff.Insert:
				diff.add(DiffLine{LineAdded, 0, to, line.Content})
				to++
			default:
				diff.add(DiffLine{LineSame, from, to, line.Content})
				from++
				to++
			}
		}
	}
	return diff, true
}

// Patch returns the lines of a patch: each begins with a plus, a minus or a space. Other lines begin a hunk.
func Patch(patch string) (Diff, bool) {
	if len(patch) > maxDiffBytes {
		return Diff{}, false
	}
	var diff Diff
	diff.begin()
	for line := range strings.Lines(patch) {
		switch line[0] {
		case '+':
			diff.add(DiffLine{Kind: LineAdded, Text: line[1:]})
		case '-':
			diff.add(DiffLine{Kind: LineRemoved, Text: line[1:]})
		case ' ', '\n':
			diff.add(DiffLine{Kind: LineSame, Text: strings.TrimPrefix(line, " ")})
		default:
			diff.begin()
		}
	}
	return diff, true
}

func (d *Diff) begin() {
	if n := len(d.Hunks); n == 0 || len(d.Hunks[n-1]) > 0 {
		d.Hunks = append(d.Hunks, nil)
	}
}

// add adds a line to the last hunk. It counts all lines, and keeps as many as are shown.
func (d *Diff) add(line DiffLine) {
	switch line.Kind {
	case LineAdded:
		d.Added++
	case LineRemoved:
		d.Removed++
	}
	if d.kept >= maxDiffLines {
		d.Cut++
		return
	}
	d.kept++
	line.Text = strings.TrimSuffix(line.Text, "\n")
	last := len(d.Hunks) - 1
	d.Hunks[last] = append(d.Hunks[last], line)
}

// NumberedHunk is a part of a patch whose place in both texts is stated. Lines begin with a plus, a minus or a space.
type NumberedHunk struct {
	Old, New int
	Lines    string
}

// Hunks returns the lines of parts of a patch with their numbers.
func Hunks(hunks []NumberedHunk) Diff {
	var diff Diff
	for _, hunk := range hunks {
		diff.begin()
		from, to := hunk.Old, hunk.New
		for line := range strings.Lines(hunk.Lines) {
			switch line[0] {
			case '+':
				diff.add(DiffLine{LineAdded, 0, to, line[1:]})
				to++
			case '-':
				diff.add(DiffLine{LineRemoved, from, 0, line[1:]})
				from++
			case '\\': // a remark on the end of the file
			default:
				diff.add(DiffLine{LineSame, from, to, strings.TrimPrefix(line, " ")})
				from++
				to++
			}
		}
	}
	return diff
}

// Unnumber removes the numbers of the lines.
func (d *Diff) Unnumber() {
	for _, hunk := range d.Hunks {
		for i := range hunk {
			hunk[i].Old, hunk[i].New = 0, 0
		}
	}
}

// Limit leaves at most so many lines, and returns how many these are.
func (d *Diff) Limit(most int) int {
	left := max(most, 0)
	for i, hunk := range d.Hunks {
		if len(hunk) <= left {
			left -= len(hunk)
			continue
		}
		for _, rest := range d.Hunks[i:] {
			d.Cut += len(rest)
		}
		d.Cut -= left
		d.Hunks[i] = hunk[:left]
		if d.Hunks = d.Hunks[:i+1]; left == 0 {
			d.Hunks = d.Hunks[:i]
		}
		return max(most, 0)
	}
	return max(most, 0) - left
}
