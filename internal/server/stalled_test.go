package server_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// slow is a client that takes some time for each part of a response.
type slow struct {
	*httptest.ResponseRecorder
	each     time.Duration
	deadline time.Time
}

func (s *slow) SetWriteDeadline(deadline time.Time) error {
	s.deadline = deadline
	return nil
}

func (s *slow) Write(part []byte) (int, error) {
	time.Sleep(min(s.each, time.Until(s.deadline)))
	if s.each > 0 && !time.Now().Before(s.deadline) {
		return 0, os.ErrDeadlineExceeded
	}
	return s.ResponseRecorder.Write(part)
}

// TestAResponseThatIsReadSlowlyIsCompleted sends 1 MB to clients that read 64 KB in some time: the whole response may take minutes.
func TestAResponseThatIsReadSlowlyIsCompleted(t *testing.T) {
	for _, test := range []struct {
		each time.Duration
		want int
	}{{0, 1 << 20}, {time.Second, 1 << 20}, {29 * time.Second, 1 << 20}, {31 * time.Second, 0}} {
		synctest.Test(t, func(t *testing.T) {
			w := newScenario(t, nil)
			w.operations.export = func(out http.ResponseWriter) error {
				_, err := out.Write(make([]byte, 1<<20))
				return err
			}
			client := &slow{ResponseRecorder: httptest.NewRecorder(), each: test.each}
			asked := httptest.NewRequest(http.MethodGet, "/api/events/export", nil)
			asked.Host = "localhost:8000"
			w.ServeHTTP(client, asked)
			if got := client.Body.Len(); got != test.want {
				t.Errorf("a client that reads a part in %v gets %d bytes, want %d", test.each, got, test.want)
			}
		})
	}
}
