package search

import (
	"cmp"
	"encoding/base64"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/service/sessionlist"
	"github.com/htmlgraph/htmlgraph/internal/words"
)

// Sort is the order of the sessions that were found.
type Sort string

// The orders: the best first, or the newest hit first. Automated sessions are last among the best.
const (
	ByRank Sort = "rank"
	ByNew  Sort = "new"
)

const (
	// halfLife is the time in which a hit comes to count half as much.
	halfLife = 60 * 24 * time.Hour
	// titleWeight is how much more a title counts than the best part.
	titleWeight = 1.6
)

// findings are the hits by the session from which theirs was started in the end.
type findings struct {
	wanted   *wanted
	families map[*sessionlist.Entry]*family
	// parts and hits count the parts, and with them the titles.
	parts int
	hits  int64
	// best is the best score of a part.
	best float64
}

// family is a session with what was found in it and in those below it.
type family struct {
	root *sessionlist.Entry
	hits int64
	// best are the best hits, the best first.
	best []Hit
	// key is what families are sorted by, and isLast says that the session comes after all others.
	key    float64
	isLast bool
	// newest is the time of the newest hit.
	newest time.Time
}

func newFindings(w *wanted) *findings {
	return &findings{wanted: w, families: map[*sessionlist.Entry]*family{}}
}

// add adds a part, if it is wanted.
func (f *findings) add(m *model.SearchMatch) {
	root, isWanted := f.wanted.sessions.Root(m.SessionID)
	where := whereOf(m)
	if !isWanted || !f.wanted.wants(m, where) {
		return
	}
	f.parts++
	f.best = max(f.best, m.Score)
	f.put(root, Hit{SearchMatch: *m, Where: where})
}

// addTitles adds the titles in which all words are.
func (f *findings) addTitles() {
	score := titleWeight * max(f.best, 1)
	f.wanted.sessions.Titled(func(e *sessionlist.Entry) {
		m := model.SearchMatch{SessionID: e.ID, At: e.Last, Score: score}
		if !f.wanted.wants(&m, InTitle) || !words.Has(e.Title, f.wanted.all) {
			return
		}
		for _, phrase := range f.wanted.none {
			if words.Has(e.Title, []words.Phrase{phrase}) {
				return
			}
		}
		snippet, _ := words.SnippetOf(e.Title, f.wanted.all)
		root, _ := f.wanted.sessions.Root(e.ID)
		f.put(root, Hit{SearchMatch: m, Where: InTitle, Snippet: snippet})
	})
}

// put adds a hit to its family, which keeps the best ones.
func (f *findings) put(root *sessionlist.Entry, hit Hit) {
	in := f.families[root]
	if in == nil {
		in = &family{root: root}
		f.families[root] = in
	}
	f.hits++
	in.hits++
	if at, ok := hit.At.Time(); ok && at.After(in.newest) {
		in.newest = at
	}
	at, _ := slices.BinarySearchFunc(in.best, hit, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.At.Compare(a.At), cmp.Compare(b.PartID, a.PartID), strings.Compare(a.SessionID, b.SessionID))
	})
	if at < BestHits {
		in.best = slices.Insert(in.best, at, hit)
		in.best = in.best[:min(len(in.best), BestHits)]
	}
}

// rank returns the families in an order. A session ranks by its best hit and by how many there are, and half as high for each half-life by which it is
// older: what is compared is a logarithm, to which the time is added, so that the order does not depend on when it is made.
func (f *findings) rank(sort Sort) []*family {
	ranked := make([]*family, 0, len(f.families))
	for _, each := range f.families {
		if each.key = unix(each.newest); sort == ByRank {
			at, _ := each.best[0].At.Time()
			score := max(each.best[0].Score, 0) + math.Log(1+float64(each.hits))
			each.key = math.Log2(score) + unix(at)/halfLife.Seconds()
			each.isLast = each.root.SessionRow != nil && each.root.IsAutomated()
		}
		ranked = append(ranked, each)
	}
	slices.SortFunc(ranked, func(a, b *family) int { return a.position(sort).compare(b.position(sort)) })
	return ranked
}

// unix returns a time in seconds, 0 for none.
func unix(at time.Time) float64 {
	if at.IsZero() {
		return 0
	}
	return float64(at.UnixMilli()) / 1000
}

// Position is a place in the list of what was found.
type Position struct {
	Sort   Sort
	IsLast bool
	Key    float64
	ID     string
}

func (f *family) position(sort Sort) *Position { return &Position{sort, f.isLast, f.key, f.root.ID} }

// compare is negative where a position comes before another one.
func (p *Position) compare(other *Position) int {
	if p.IsLast != other.IsLast {
		if other.IsLast {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(other.Key, p.Key), strings.Compare(other.ID, p.ID))
}

// cut returns the sessions of a page, and sets the positions of the pages around it.
func (p *Page) cut(ranked []*family, q Query) []*family {
	index := func(at *Position) (int, bool) {
		return slices.BinarySearchFunc(ranked, at, func(f *family, at *Position) int { return f.position(q.Sort).compare(at) })
	}
	start, end := 0, min(q.Limit, len(ranked))
	switch {
	case q.After != nil:
		var isThere bool
		if start, isThere = index(q.After); isThere {
			start++
		}
		end = min(start+q.Limit, len(ranked))
	case q.Before != nil:
		end, _ = index(q.Before)
		start = max(0, end-q.Limit)
	}
	shown := ranked[start:end]
	if len(shown) == 0 {
		return nil
	}
	if start > 0 {
		p.Previous = shown[0].position(q.Sort)
	}
	if end < len(ranked) {
		p.Next = shown[len(shown)-1].position(q.Sort)
	}
	return shown
}

// positionVersion is the first part of each encoded position.
const positionVersion = "f1"

// String returns the opaque form of the position, which is safe in a URL.
func (p *Position) String() string {
	parts := []string{positionVersion, string(p.Sort), strconv.FormatBool(p.IsLast), strconv.FormatFloat(p.Key, 'g', -1, 64), p.ID}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\x00")))
}

// ParsePosition parses the result of String. It returns model.ErrCursor for any other text.
func ParsePosition(text string) (*Position, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, model.ErrCursor
	}
	parts := strings.SplitN(string(raw), "\x00", 5)
	if len(parts) != 5 || parts[0] != positionVersion || !slices.Contains([]Sort{ByRank, ByNew}, Sort(parts[1])) {
		return nil, model.ErrCursor
	}
	isLast, err := strconv.ParseBool(parts[2])
	key, keyErr := strconv.ParseFloat(parts[3], 64)
	if err != nil || keyErr != nil || math.IsNaN(key) {
		return nil, model.ErrCursor
	}
	return &Position{Sort(parts[1]), isLast, key, parts[4]}, nil
}
