package bench

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/textindex"
)

// searchedParts is how many parts are searched; HTMLGRAPH_BENCH_PARTS sets another number.
const searchedParts = 20_000

// BenchmarkSearch makes a database with many texts, indexes them, and asks for words, phrases and fields, uncached. It prints the speed of the indexing, the
// size of the index relative to the texts, and how long each kind of query takes.
func BenchmarkSearch(b *testing.B) {
	parts := searchedParts
	if text := os.Getenv("HTMLGRAPH_BENCH_PARTS"); text != "" {
		var err error
		if parts, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), "search.db")
	bytes, err := buildTexts(b.Context(), path, parts)
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d parts, %.0f MB of text", parts, float64(bytes)/1e6)
	service, err := app.New(b.Context(), app.Options{Database: database.Options{Path: path}, Cache: app.CacheOff, Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer service.Close()
	if err := indexTexts(b, service.DB, bytes); err != nil {
		b.Fatal(err)
	}
	for _, query := range []struct{ name, q string }{
		{"a rare word", "needle"}, {"a frequent word", "the"}, {"two words", "retry limit"}, {"a rare and a frequent word", "needle the"},
		{"a phrase", `"rate limit"`}, {"the beginning of a word", "ret"}, {"a script without spaces", "悬空"}, {"a piece of a word", "after"},
		{"fields", "retry tool:Bash project:p3"}, {"a word that must not occur", "retry -limit"}, {"nothing", "unheardof"},
	} {
		b.Run(query.name, func(b *testing.B) { measureSearch(b, service.Server, query.q) })
	}
}

// searchRounds is how often each query is asked.
const searchRounds = 40

// measureSearch reports how long a query takes.
func measureSearch(b *testing.B, server http.Handler, q string) {
	b.Helper()
	var took []time.Duration
	for range searchRounds {
		request := httptest.NewRequest(http.MethodGet, "/api/search?q="+url.QueryEscape(q), nil)
		request.Host = "localhost"
		answer := httptest.NewRecorder()
		start := time.Now()
		server.ServeHTTP(answer, request)
		took = append(took, time.Since(start))
		if answer.Code != http.StatusOK {
			b.Fatalf("%s: %d: %s", q, answer.Code, answer.Body)
		}
	}
	slices.Sort(took)
	b.ReportMetric(took[searchRounds/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[searchRounds*95/100].Seconds()*1000, "p95-ms")
}

// indexTexts indexes all texts, and prints how fast that is and how large the index is.
func indexTexts(b *testing.B, db *database.DB, bytes int64) error {
	b.Helper()
	ctx := b.Context()
	texts := textindex.New(db)
	before, _, err := db.Space(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	for {
		looked, err := texts.Fill(ctx, 512<<10)
		if err != nil {
			return err
		}
		if looked == 0 {
			break
		}
	}
	took := time.Since(start)
	for more := true; more; {
		if more, err = texts.Merge(ctx, 1000); err != nil {
			return err
		}
	}
	after, free, err := db.Space(ctx)
	if err != nil {
		return err
	}
	b.Logf("indexed at %.1f MB/s; the index has %.0f %% of the size of the texts", float64(bytes)/1e6/took.Seconds(), 100*float64(after-free-before)/float64(bytes))
	return nil
}

// buildTexts makes a database with parts in sessions of 100 messages, and returns the size of their texts.
func buildTexts(ctx context.Context, path string, parts int) (int64, error) {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the texts are the same in each run
	vocabulary := make([]string, 50_000)
	for i := range vocabulary {
		vocabulary[i] = fmt.Sprintf("%c%x%c", 'a'+rune(i%26), i*2654435761%1_000_003, 'a'+rune(i%25))
	}
	zipf := rand.NewZipf(random, 1.1, 8, uint64(len(vocabulary)-1))
	total := int64(0)
	err := database.Build(ctx, path, func(ctx context.Context, tx *sql.Tx) error {
		message, err := tx.PrepareContext(ctx, `INSERT INTO messages (message_id, session_id, subagent, timestamp, position, role, kind, source, witnessed, revision)
			VALUES (?, ?, '', ?, ?, 'user', ?, 'transcript', 0, 1)`)
		if err != nil {
			return err
		}
		part, err := tx.PrepareContext(ctx, `INSERT INTO parts (part_id, message_id, section, number, type, name, source, cut, bytes, digest, text)
			VALUES (?, ?, 'body', 0, ?, ?, 'transcript', 0, ?, 1, ?)`)
		if err != nil {
			return err
		}
		begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range parts {
			session := fmt.Sprintf("session-%d", i/100)
			at := begin.Add(time.Duration(i) * 20 * time.Second)
			if i%100 == 0 {
				_, err := tx.ExecContext(ctx, `INSERT INTO sessions (session_id, agent_assigned, created_at, status, metadata) VALUES (?, 'claude-code', ?, 'completed', ?)`,
					session, at.Format("2006-01-02T15:04:05.000000"), fmt.Sprintf(`{"cwd":"/home/dev/p%d"}`, i/100%10))
				if err != nil {
					return err
				}
			}
			text := textOf(random, zipf, vocabulary, i)
			total += int64(len(text))
			id := fmt.Sprintf("m%d", i)
			kind, typ, tool := kindOf(i)
			if _, err := message.ExecContext(ctx, id, session, at.Format("2006-01-02T15:04:05.000000"), i, kind); err != nil {
				return err
			}
			if _, err := part.ExecContext(ctx, i+1, id, typ, tool, len(text), text); err != nil {
				return err
			}
		}
		return nil
	})
	return total, err
}

// kindOf returns what a part is: of five, one is said by the user, one by the model, and three are calls and what they returned.
func kindOf(i int) (kind, typ string, tool any) {
	switch i % 5 {
	case 0:
		return "prompt", "text", nil
	case 1:
		return "answer", "text", nil
	case 2:
		return "call", "tool_call", "Bash"
	default:
		return "call", "tool_call_response", "Bash"
	}
}

// textOf returns a text of about a kilobyte: words as frequent as in a language, and some that are searched for.
func textOf(random *rand.Rand, zipf *rand.Zipf, vocabulary []string, i int) string {
	var text strings.Builder
	for length := 300 + random.IntN(1400); text.Len() < length; {
		text.WriteString(vocabulary[zipf.Uint64()])
		text.WriteByte(' ')
	}
	for word, every := range map[string]int{"the": 1, "retry": 20, "rate limit": 40, "parseRetryAfter()": 200, "出现悬空指针": 500, "needle": 50_000} {
		if random.IntN(every) == 0 {
			text.WriteString(word + " ")
		}
	}
	if i%2 == 0 {
		text.WriteString("/home/dev/project/internal/file.go:12: ")
	}
	return text.String()
}
