package contract

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	corpus "github.com/htmlgraph/htmlgraph/internal/bench/transcripts"
)

// counted are requests and tokens of each kind by name.
type counted map[string]map[string]float64

// countWithPython counts the tokens of transcripts with the independent counter.
func countWithPython(t *testing.T, folder, zone string) map[string]counted {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "python3", "counter/count.py", folder, zone).Output()
	if err != nil {
		t.Fatalf("the independent counter needs python3: %v", err)
	}
	var sums map[string]counted
	if err := json.Unmarshal(output, &sums); err != nil {
		t.Fatal(err)
	}
	return sums
}

// countedByServer returns the same from the costs of a server.
func countedByServer(t *testing.T, f *figures, by, zone string) counted {
	t.Helper()
	target := "/api/analytics/costs?group_by=" + by + "&tz=" + zone
	var body struct {
		Groups []map[string]any `json:"groups"`
	}
	if err := json.Unmarshal(f.ask(t, target).Body.Bytes(), &body); err != nil {
		t.Fatal(err)
	}
	sums := counted{}
	for _, group := range body.Groups {
		name, _ := group["name"].(string)
		sums[name] = map[string]float64{}
		for _, kind := range []string{"requests", "total_tokens", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"} {
			sums[name][kind], _ = group[kind].(float64)
		}
	}
	return sums
}

// TestAnIndependentCounterAgreesTokenByToken imports a generated corpus, and prunes it.
func TestAnIndependentCounterAgreesTokenByToken(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "corpus")
	if _, err := (corpus.Corpus{Bytes: 3 << 20, Files: 12, Seed: 7}).Write(folder); err != nil {
		t.Fatal(err)
	}
	path := imported(t, folder)
	compareWithPython(t, newFigures(t, path), folder, "day", "session", "model")
	prunedBefore(t, path, "2026-11-01")
	compareWithPython(t, newFigures(t, path), folder, "day", "model")
}

func compareWithPython(t *testing.T, f *figures, folder string, groupings ...string) {
	t.Helper()
	for _, zone := range []string{"America/New_York", "Asia/Kathmandu"} {
		want := countWithPython(t, folder, zone)
		for _, by := range groupings {
			if len(want[by]) == 0 {
				t.Errorf("the counter finds nothing by %s", by)
			}
			if diff := cmp.Diff(want[by], countedByServer(t, f, by, zone)); diff != "" {
				t.Errorf("by %s in %s (-counter +server):\n%s", by, zone, diff)
			}
		}
	}
}
