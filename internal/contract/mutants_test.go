package contract

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// mutant is a small fault of the server, in one place of one operation. The tests of goldens have to find it.
type mutant struct {
	operation testkit.Operation
	// status is that of the responses in which the fault is.
	status int
	// what says where the fault is and what it does.
	what string
	// spoil returns the response with the fault; false where the response has nothing in the place of the fault.
	spoil func(testkit.Response) (testkit.Response, bool)
}

func (m mutant) String() string { return fmt.Sprintf("%s %d: %s", m.operation.ID, m.status, m.what) }

// survivors are mutants that no golden can find, with the reason.
var survivors = map[string]string{
	"findInSession 200: hits[].marks in another order":                single,
	"findSessions 200: sessions[].child_sessions.cost_micro_usd null": elsewhere,
	"findSessions 200: sessions[].child_sessions.cost_usd null":       elsewhere,
	"getNow 200: done_since[].state.detail null":                      elsewhere,
	"getNow 200: done_since[].state.subagent null":                    elsewhere,
	"getNow 200: done_since[].state.until null":                       elsewhere,
	"getNow 200: failed[].state.subagent null":                        elsewhere,
	"getNow 200: needs_you[].state.until null":                        elsewhere,
	"getNow 200: working[].state.subagent null":                       elsewhere,
	"getNow 200: working[].state.until null":                          elsewhere,
	"getNow 200: your_turn[].state.detail null":                       elsewhere,
	"getNow 200: your_turn[].state.subagent null":                     elsewhere,
	"getNow 200: your_turn[].state.until null":                        elsewhere,
	"getSessionOutline 200: entries[].cost_micro_usd null":            elsewhere,
	"getSessionOutline 200: entries[].cost_usd null":                  elsewhere,
	"getUsage 200: outside.cost_micro_usd null":                       elsewhere,
	"getUsage 200: outside.cost_usd null":                             elsewhere,
	"getHealth 200: header X-Htmlgraph-Proof changed":                 proven,
	"getHealth 200: header X-Htmlgraph-Proof dropped":                 proven,
	"getOpenAPIJSON 200:  null":                                       served,
	"getOpenAPIJSON 200:  of another type":                            served,
	"getOpenAPIJSON 200:  with one member more":                       served,
	"getOpenAPIJSON 200: no body":                                     served,
	"getPrometheusMetrics 200: no body":                               "its golden describes the lines, because the numbers differ between runs, and TestGolden matches them",
}

// Reasons of several survivors.
const (
	elsewhere = "a place of the same schema, which the same function writes, shows a value"
	single    = "a piece of the sample text has the words once; the tests of the service compare several marks"
	proven    = "only a server that published its address proves who it is, with a secret that differs between users; see package hookclient"
	served    = "its golden describes the body by a line; TestTheDocumentIsTheSameInJSONAndInYAML compares the embedded document"
)

// The number of mutants that are tried unless HTMLGRAPH_MUTANTS is "all", and the seed of their choice, which HTMLGRAPH_SEED changes.
const (
	someMutants = 1500
	mutantSeed  = 1
)

// TestNoMutantSurvives puts faults into responses, and fails for each that neither the document nor a golden finds. What a golden shows is
// compared as a whole, so a mutant survives where no golden shows the place: a member that is in no golden, a list that is shorter than two.
func TestNoMutantSurvives(t *testing.T) {
	document := loadDocument(t)
	goldens := loadFixtures(t)
	all := mutantsOf(document)
	for _, m := range chosen(t, all) {
		reason, excused := survivors[m.String()]
		switch killed := kill(t, document, goldens[m.operation.ID], m); {
		case !killed && !excused:
			t.Errorf("survives: %s", m)
		case killed && excused:
			t.Errorf("does not survive, although it is listed (%s): %s", reason, m)
		}
	}
	t.Logf("%d mutants", len(all))
}

// chosen returns the mutants to try.
func chosen(t *testing.T, all []mutant) []mutant {
	t.Helper()
	if os.Getenv("HTMLGRAPH_MUTANTS") == "all" {
		return all
	}
	seed, err := strconv.ParseUint(cmp.Or(os.Getenv("HTMLGRAPH_SEED"), strconv.Itoa(mutantSeed)), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(len(all), someMutants)]
}

// kill reports whether a golden finds the mutant.
func kill(t *testing.T, document *testkit.Document, goldens []*testkit.Fixture, m mutant) bool {
	t.Helper()
	for _, golden := range goldens {
		right, err := golden.Stored(root)
		if err != nil {
			t.Fatal(err)
		}
		if right.Status != m.status {
			continue
		}
		wrong, applies := m.spoil(right)
		if !applies {
			continue
		}
		if golden.HoldsBody() && document.ValidateResponse(m.operation, wrong) != nil {
			return true
		}
		if difference, err := golden.Diff(root, wrong); difference != "" || err != nil {
			return true
		}
	}
	return false
}

// mutantsOf returns the mutants of all documented responses.
func mutantsOf(document *testkit.Document) []mutant {
	var all []mutant
	for _, operation := range document.Operations() {
		for _, status := range operation.Statuses() {
			code, err := strconv.Atoi(status)
			if err != nil || code == 101 { // "default" stands for the others, and streams have transcripts
				continue
			}
			faults := responseFaults(operation.HasBody(code))
			for _, header := range operation.Headers(code) {
				faults = append(faults, headerFaults(header)...)
			}
			for _, member := range operation.Members(code) {
				// Of problems, the members that only some have are those of all operations: one of them shows each.
				if code < http.StatusBadRequest || member.Always {
					faults = append(faults, memberFaults(member)...)
				}
			}
			for _, f := range faults {
				all = append(all, mutant{operation, code, f.what, f.spoil})
			}
		}
	}
	slices.SortFunc(all, func(a, b mutant) int { return strings.Compare(a.String(), b.String()) })
	return all
}
