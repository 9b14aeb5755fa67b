package importer_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/ingest/importer"
)

// The samples lie beside the project where it is developed. What they hold was counted by other means: unique requests by message and
// request with the most tokens of each, and prompts of the user.
func TestSamples(t *testing.T) {
	samples, err := filepath.Abs("../../../../shared/samples/claude")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(samples); err != nil {
		t.Logf("there are no samples at %s, so none are compared", samples)
		return
	}
	w := newScenario(t)
	// A last line without an end is read only when the file has not changed for a while, and the samples may be new.
	w.now = w.now.Add(2 * time.Hour)
	// These are real; in others the ids are made up, and the same in several files.
	if _, err := w.importer(importer.Location{Path: filepath.Join(samples, "projects-1.0")}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	var input, output, written, read int64
	for _, u := range w.spent {
		input, output, written, read = input+u.Input, output+u.Output, written+u.CacheWrite5m+u.CacheWrite1h, read+u.CacheRead
	}
	if len(w.spent) != 199 || input != 1240 || output != 56535 || written != 198421 || read != 4075332 {
		t.Errorf("%d requests took %d, %d, %d and %d", len(w.spent), input, output, written, read)
	}
	summary, err := w.importer(importer.Location{Path: samples}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	prompts := 0
	for _, n := range w.prompts() {
		prompts += min(n, 1)
	}
	if prompts != 22 || summary.Failed+summary.Unknown != 0 || summary.Skipped.Broken != 3 {
		t.Errorf("there are %d prompts, and the run is %+v", prompts, summary)
	}
}
