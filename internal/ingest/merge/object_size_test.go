package merge

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
)

// TestAnObjectIsBoundedInAnyOrder merges members of different sizes, far more than may be stored, in random orders and in one.
func TestAnObjectIsBoundedInAnyOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	members := map[string]json.RawMessage{}
	var names []string
	for i := range 60 {
		name := fmt.Sprintf("member-%02d", i)
		names = append(names, name)
		members[name] = quote(strings.Repeat("x", random.IntN(maxObject/10)))
	}
	stored := func(order []string, together int) string {
		text := `{"` + ingest.EndedMember + `":"2026-03-18 12:00:00"}`
		for len(order) > 0 {
			part := map[string]json.RawMessage{}
			for _, name := range order[:min(together, len(order))] {
				part[name] = members[name]
			}
			order = order[len(part):]
			o := object{stored: text}
			o.merge(part)
			text = o.json()
		}
		return text
	}
	want := stored(names, len(names))
	if len(want) > maxObject+1000 || len(want) < maxObject/2 {
		t.Errorf("it takes %d bytes", len(want))
	}
	if !strings.Contains(want, ingest.EndedMember) {
		t.Error("the end of the event is lost")
	}
	for range 20 {
		random.Shuffle(len(names), func(a, b int) { names[a], names[b] = names[b], names[a] })
		if got := stored(names, 1+random.IntN(7)); got != want {
			t.Fatalf("in another order it takes %d bytes, not %d", len(got), len(want))
		}
	}
}
