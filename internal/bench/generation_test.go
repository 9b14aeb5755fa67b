package bench

import (
	"database/sql"
	"testing"
	"time"
)

// BenchmarkCommitIsSeen measures the time from a commit of another connection until the generation changes, after which no older
// response is served.
func BenchmarkCommitIsSeen(b *testing.B) {
	service := newWritten(b, 10_000)
	other, err := sql.Open("sqlite3", "file:"+service.DB.Path()+"?_busy_timeout=5000&_synchronous=normal")
	if err != nil {
		b.Fatal(err)
	}
	defer other.Close()
	longest, total := time.Duration(0), time.Duration(0)
	for i := 0; b.Loop(); i++ {
		before := service.DB.Generation()
		if _, err := other.Exec("UPDATE agent_presence SET total_tools_executed = ? WHERE agent_id = 'codex'", -1-i); err != nil {
			b.Fatal(err)
		}
		committed := time.Now()
		for service.DB.Generation() == before {
			time.Sleep(50 * time.Microsecond)
		}
		took := time.Since(committed)
		total += took
		longest = max(longest, took)
	}
	b.ReportMetric(float64(total)/float64(b.N)/float64(time.Millisecond), "mean-ms")
	b.ReportMetric(float64(longest)/float64(time.Millisecond), "longest-ms")
}
