package spending_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/project"
	"github.com/htmlgraph/htmlgraph/internal/repository/costs"
	"github.com/htmlgraph/htmlgraph/internal/service/spending"
	"github.com/htmlgraph/htmlgraph/internal/testkit"
)

// groupings are all attributes by which costs are divided.
var groupings = []model.CostGrouping{
	model.CostByModel, model.CostByDay, model.CostBySession, model.CostByAgent, model.CostByProject, model.CostByTool,
	model.CostByProgram,
}

// zones are time zones with offsets of whole hours and of 45 minutes.
var zones = []*time.Location{time.UTC, model.Zone("America/New_York"), model.Zone("Asia/Kathmandu")}

// spans are time ranges: all time, whole days, parts of days, within one day, and none.
var spans = []model.Bounds{
	{},
	{Since: "2026-03-02T00:00:00", Until: "2026-03-04T00:00:00"},
	{Since: "2026-03-02T10:30:00"},
	{Until: "2026-03-03 10:30:00"},
	{Since: "2026-03-02T08:00:00", Until: "2026-03-02T16:00:00"},
	{Since: "2026-03-04T00:00:00", Until: "2026-03-02T00:00:00"},
}

func newDatabase(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{Path: filepath.Join(t.TempDir(), "test.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// readAll returns sums that are read anew each time.
func readAll(db *database.DB) *spending.Running {
	return spending.New(costs.New(db), project.Rule{}, testkit.Stated{}, func(context.Context) (bool, error) { return false, nil })
}

// divided returns costs in a form that can be compared: one line for each group and model, sorted.
func divided(t *testing.T, r *spending.Running, by model.CostGrouping, span model.Bounds, zone *time.Location) []string {
	t.Helper()
	usage, err := r.Within(t.Context(), span)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := usage.Divided(t.Context(), by, zone)
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]model.Spent{}
	for _, part := range parts {
		name := fmt.Sprintf("%q %v %q", model.Or(part.Group, ""), part.UTCDay, model.Or(part.Model, ""))
		sums[name] = sums[name].Plus(part)
	}
	var lines []string
	for name, sum := range sums {
		lines = append(lines, fmt.Sprintf("%s %+v", name, sum))
	}
	slices.Sort(lines)
	return lines
}

// TestPartsAddUpToWhatIsDivided compares the parts with the divisions, of which they know all but the tools.
func TestPartsAddUpToWhatIsDivided(t *testing.T) {
	db := newDatabase(t)
	random := rand.New(rand.NewPCG(7, 7))
	running := spending.New(costs.New(db), project.Rule{}, testkit.Stated{}, db.CountsCostDays)
	testkit.Execute(t, db, "INSERT INTO sessions (session_id, agent_assigned, metadata) VALUES ('s-1', 'codex', '{\"cwd\": \"/srv/a\"}'), ('s-2', 'x', NULL)")
	for n := range 60 {
		testkit.Execute(t, db, fmt.Sprintf("INSERT INTO cost_events (event_id, session_id, timestamp, agent_id, model, tool_name, total_tokens, cost_usd) VALUES ('%d', 's-%d', '2026-03-0%d %02d:%02d:00', 'a-%d', 'm-%d', 't-%d', 1, %d)",
			n, random.IntN(3), 1+random.IntN(4), random.IntN(24), random.IntN(60), random.IntN(2), random.IntN(3), n, n))
	}
	testkit.Execute(t, db, `
		INSERT INTO quarter_rollups VALUES ('2026-03-02 10:15', '/srv/b', 'a', 'm-1', 'Bash', 'x', 1, 0, 0, 0, 2, 0, 1, 1, 1, 1, 1, 5, 7000000);
		INSERT INTO daily_rollups VALUES ('2026-03-02', '/srv/b', 'a', 'm-1', 'Bash', 1, 0, 0, 2, 0, 1, 1, 1, 1, 1, 5, 7000000), ('2026-03-03', '/srv/b', 'a', 'm-1', 'Bash', 1, 0, 0, 2, 0, 1, 1, 1, 1, 1, 5, 9000000)`)
	for _, r := range []*spending.Running{running, running, readAll(db)} {
		for _, span := range spans {
			usage, err := r.Within(t.Context(), span)
			if err != nil {
				t.Fatal(err)
			}
			parts, err := usage.Parts(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			for _, by := range []model.CostGrouping{model.CostByModel, model.CostByAgent, model.CostByProject, model.CostByProgram, model.CostBySession} {
				want, got := map[string]model.Spent{}, map[string]model.Spent{}
				divided, err := usage.Divided(t.Context(), by, time.UTC)
				if err != nil {
					t.Fatal(err)
				}
				for _, part := range divided {
					want[model.Or(part.Group, "")] = want[model.Or(part.Group, "")].Plus(part)
				}
				for _, part := range parts {
					name := map[model.CostGrouping]string{
						model.CostByModel: part.Model, model.CostByAgent: part.Agent, model.CostByProject: part.Project, model.CostByProgram: part.Program, model.CostBySession: part.Session,
					}[by]
					got[name] = got[name].Plus(part.Spent)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("by %s within %v (-divided +parts):\n%s", by, span, diff)
				}
			}
		}
	}
}

// total returns what all requests add up to.
func total(t *testing.T, r *spending.Running) model.Spent {
	t.Helper()
	usage, err := r.Within(t.Context(), model.Bounds{})
	if err != nil {
		t.Fatal(err)
	}
	return usage.Total()
}

// compare fails where the running sums differ from those that are read anew.
func compare(t *testing.T, db *database.DB, running *spending.Running, after string) {
	t.Helper()
	for _, by := range groupings {
		for _, span := range spans {
			for _, zone := range zones {
				if diff := cmp.Diff(divided(t, readAll(db), by, span, zone), divided(t, running, by, span, zone)); diff != "" {
					t.Fatalf("by %s within %v in %s, after %s (-stored +running):\n%s", by, span, zone, after, diff)
				}
				if by != model.CostByDay {
					break
				}
			}
		}
	}
}

// changes are statements that change what costs add up to, as this program and others write them. The first %s is a row, the second a
// timestamp, the third a session.
var changes = []string{
	"INSERT OR IGNORE INTO cost_events (event_id, timestamp, session_id, model, agent_id, tool_name, total_tokens, cost_usd) VALUES ('%s', '%s', '%s', 'm', 'a', 'Bash', 7, 0.25)",
	"INSERT INTO cost_events (event_id, timestamp, session_id, total_tokens, cost_usd) VALUES ('%s', '%s', '%s', 9, NULL) ON CONFLICT (event_id) DO UPDATE SET timestamp = excluded.timestamp, cost_usd = 1.5",
	"INSERT OR FAIL INTO cost_events (event_id, timestamp, session_id, alert_type) SELECT '%s-alert', '%s', '%s', 'breach' WHERE NOT EXISTS (SELECT 1 FROM cost_events WHERE alert_type = 'breach')",
	"UPDATE cost_events SET cost_usd = coalesce(cost_usd, 0) + 0.125, model = 'o' WHERE event_id = '%s' -- %s %s",
	"UPDATE cost_events SET timestamp = '%[2]s' WHERE event_id = '%[1]s' -- %[3]s",
	"UPDATE cost_events SET timestamp = 'no time', session_id = '%[3]s' WHERE event_id = '%[1]s' -- %[2]s",
	"DELETE FROM cost_events WHERE event_id = '%s' -- %s %s",
	"DELETE FROM cost_events WHERE timestamp LIKE substr('%[2]s', 1, 10) || '%%' -- %[1]s %[3]s",
	// This program writes the kinds of tokens together with the request.
	"INSERT OR IGNORE INTO ingest_usages (cost_id, session_id, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, thought_tokens, total_tokens, web_searches) VALUES ('%[1]s', '%[3]s', 1, 2, 3, 4, 5, 6, 7, 0); UPDATE cost_events SET timestamp = '%[2]s' WHERE event_id = '%[1]s'",
	"INSERT INTO daily_rollups VALUES (substr('%[2]s', 1, 10), '/work', 'a', 'm', 'Bash', 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 125000) ON CONFLICT DO UPDATE SET requests = requests + 1, cost_micro_usd = cost_micro_usd + 125000 -- %[1]s %[3]s",
	"INSERT INTO quarter_rollups VALUES (substr('%[2]s', 1, 10) || ' 22:15', '/work', 'a', 'm', 'Bash', 'p', 0, 0, 0, 3, 1, 0, 1, 1, 1, 1, 1, 1, 125000) ON CONFLICT DO UPDATE SET requests = requests + 1, cost_micro_usd = cost_micro_usd + 125000; INSERT INTO daily_rollups VALUES (substr('%[2]s', 1, 10), '/work', 'a', 'm', 'Bash', 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 125000) ON CONFLICT DO UPDATE SET requests = requests + 1, cost_micro_usd = cost_micro_usd + 125000 -- %[1]s %[3]s",
	"DELETE FROM daily_rollups WHERE day = substr('%[2]s', 1, 10) -- %[1]s %[3]s",
	"VACUUM -- %s %s %s",
	"DELETE FROM cost_events WHERE rowid = (SELECT max(rowid) FROM cost_events) -- %s %s %s",
	`INSERT OR REPLACE INTO sessions (session_id, agent_assigned, metadata) VALUES ('%[3]s', 'a', '{"cwd": "/work/%[1]s"}') -- %[2]s`,
	`UPDATE sessions SET metadata = '{"cwd": "/home/%[1]s"}' WHERE session_id = '%[3]s' -- %[2]s`,
	"DELETE FROM sessions WHERE session_id = '%[3]s' -- %[1]s %[2]s",
}

func TestRunningSumsAreThoseOfAllStoredRequests(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	db := newDatabase(t)
	running := spending.New(costs.New(db), project.Rule{}, testkit.Stated{}, db.CountsCostDays)
	for range 150 {
		change := fmt.Sprintf(pick(changes...),
			pick("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8"),
			pick("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "20")+pick(" 00:00:00", "T10:30:00", " 10:30:00.5", "T23:59:59.999999+00:00"),
			pick("s1", "s2", "s3"))
		if strings.HasPrefix(change, "VACUUM") { // which numbers rows anew
			if err := db.Vacuum(t.Context()); err != nil {
				t.Fatal(err)
			}
		} else {
			testkit.Execute(t, db, change)
		}
		compare(t, db, running, change)
	}
}

func TestSumsAreTrueWhereChangesAreNotCounted(t *testing.T) {
	tests := map[string]string{
		"another program made a table anew": `CREATE TABLE copied AS SELECT * FROM cost_events; DROP TABLE cost_events; ALTER TABLE copied RENAME TO cost_events`,
		"a trigger was removed":             `DROP TRIGGER htmlgraph_cost_updated`,
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			db := newDatabase(t)
			running := spending.New(costs.New(db), project.Rule{}, testkit.Stated{}, db.CountsCostDays)
			testkit.Execute(t, db, "INSERT INTO cost_events (event_id, timestamp, session_id, cost_usd) VALUES ('r', '2026-03-02 10:00:00', 's', 1)")
			compare(t, db, running, "the first request")
			testkit.Execute(t, db, change)
			testkit.Execute(t, db, "UPDATE cost_events SET cost_usd = 3")
			compare(t, db, running, name)
			if usd := total(t, running).USD(); usd == nil || *usd != 3 {
				t.Errorf("%v; want 3", usd)
			}
		})
	}
}

// recorder remembers how many days the last read returned.
type recorder struct {
	spending.Source
	days int
}

func (r *recorder) Changed(ctx context.Context, known model.CostMarks, bounds model.Bounds) (model.CostChanges, error) {
	changes, err := r.Source.Changed(ctx, known, bounds)
	r.days = len(changes.Marks.Days)
	return changes, err
}

func TestAReadReadsOnlyTheDaysThatChanged(t *testing.T) {
	db := newDatabase(t)
	repository := &recorder{Source: costs.New(db)}
	running := spending.New(repository, project.Rule{}, testkit.Stated{}, db.CountsCostDays)
	testkit.Execute(t, db, `INSERT INTO cost_events (event_id, timestamp, session_id, cost_usd) VALUES
		('a', '2026-03-01 10:00:00', 's', 1), ('b', '2026-03-02 10:00:00', 's', 1), ('c', '2026-03-03 10:00:00', 's', 1)`)
	steps := []struct {
		change string
		read   int
	}{{"", 3}, {"", 0}, {"UPDATE cost_events SET cost_usd = 2 WHERE event_id = 'b'", 1}, {"INSERT INTO agent_events (event_id, agent_id, event_type, session_id) VALUES ('e', 'a', 'tool_call', 's')", 0}}
	for _, step := range steps {
		if step.change != "" {
			testkit.Execute(t, db, step.change)
		}
		if total(t, running); repository.days != step.read {
			t.Errorf("after %q: %d days were read; want %d", step.change, repository.days, step.read)
		}
	}
}

func TestSumsOfAnyNumbersAreFinite(t *testing.T) {
	for name, values := range map[string]string{"one": "(9e999)", "two": "(1.7e308), (1.7e308)", "opposite": "(9e999), (-9e999)"} {
		t.Run(name, func(t *testing.T) {
			db := newDatabase(t)
			testkit.Execute(t, db, "INSERT INTO cost_events (event_id, session_id, timestamp, cost_usd) SELECT row_number() OVER (), 's', '2026-03-0' || row_number() OVER (), column1 FROM (VALUES "+values+")")
			for _, running := range []*spending.Running{spending.New(costs.New(db), project.Rule{}, testkit.Stated{}, db.CountsCostDays), readAll(db)} {
				usd := total(t, running).USD()
				if usd == nil || math.IsInf(*usd, 0) || math.IsNaN(*usd) {
					t.Errorf("%v; want a finite number", usd)
				}
			}
		})
	}
}
