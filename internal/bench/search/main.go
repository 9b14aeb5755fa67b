// Command search measures the search: it makes a database with many texts, indexes them, and asks for words, phrases and fields, uncached. It prints the
// speed of the indexing, the size of the index relative to the texts, and how long each kind of query takes.
//
// Usage: search [--parts N]; `make bench-search` runs it with a million parts.
package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/htmlgraph/htmlgraph/internal/app"
	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/repository/textindex"
)

func main() {
	parts := flag.Int("parts", 1_000_000, "`number` of parts")
	folder := flag.String("folder", "", "`folder` for the database; a temporary one if not set")
	flag.Parse()
	if err := run(context.Background(), *parts, *folder); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, parts int, parent string) error {
	folder, err := os.MkdirTemp(parent, "htmlgraph-search-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the system cleans up temporary files
	path := filepath.Join(folder, "search.db")
	bytes, err := build(ctx, path, parts)
	if err != nil {
		return err
	}
	fmt.Printf("%d parts, %.0f MB of text\n", parts, float64(bytes)/1e6)
	service, err := app.New(ctx, app.Options{Database: database.Options{Path: path}, Cache: app.CacheOff, Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		return err
	}
	defer service.Close()
	if err := index(ctx, service.DB, bytes); err != nil {
		return err
	}
	for _, query := range []struct{ name, q string }{
		{"a rare word", "needle"}, {"a frequent word", "the"}, {"two words", "retry limit"}, {"a rare and a frequent word", "needle the"},
		{"a phrase", `"rate limit"`}, {"the beginning of a word", "ret"}, {"a script without spaces", "悬空"}, {"a piece of a word", "after"},
		{"fields", "retry tool:Bash project:p3"}, {"a word that must not occur", "retry -limit"}, {"nothing", "unheardof"},
	} {
		if err := measure(service.Server, query.name, query.q); err != nil {
			return err
		}
	}
	return nil
}

// rounds is how often each query is asked.
const rounds = 40

func measure(server http.Handler, name, q string) error {
	var took []time.Duration
	for range rounds {
		request := httptest.NewRequest(http.MethodGet, "/api/search?q="+url.QueryEscape(q), nil)
		request.Host = "localhost"
		answer := httptest.NewRecorder()
		start := time.Now()
		server.ServeHTTP(answer, request)
		took = append(took, time.Since(start))
		if answer.Code != http.StatusOK {
			return fmt.Errorf("%s: %d: %s", q, answer.Code, answer.Body)
		}
	}
	slices.Sort(took)
	fmt.Printf("%-28s p50 %4d ms  p95 %4d ms\n", name, took[rounds/2].Milliseconds(), took[rounds*95/100].Milliseconds())
	return nil
}

// index indexes all texts, and prints how fast that is and how large the index is.
func index(ctx context.Context, db *database.DB, bytes int64) error {
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
	fmt.Printf("indexed at %.1f MB/s; the index has %.0f %% of the size of the texts\n", float64(bytes)/1e6/took.Seconds(), 100*float64(after-free-before)/float64(bytes))
	return nil
}

// build makes a database with parts in sessions of 100 messages, and returns the size of their texts.
func build(ctx context.Context, path string, parts int) (int64, error) {
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
