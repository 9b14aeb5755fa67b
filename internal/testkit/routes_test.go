package testkit_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

func TestPatternsAreAllThatAMuxHas(t *testing.T) {
	want := []string{"/", "GET /{$}", "GET /a/{b}", "GET /a/{b}/c", "GET example.com/files/{rest...}", "POST /a/{b}"}
	for i := range 20 { // many children of one segment are stored in another way than few
		want = append(want, fmt.Sprintf("GET /many/%d", i))
	}
	slices.Sort(want)
	mux := http.NewServeMux()
	for _, pattern := range want {
		mux.Handle(pattern, http.NotFoundHandler())
	}
	if got := testkit.Patterns(mux); !slices.Equal(got, want) {
		t.Errorf("patterns %q, want %q", got, want)
	}
}
