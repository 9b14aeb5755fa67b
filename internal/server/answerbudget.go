package server

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// What bounds the memory that responses take while they are computed. A row of a list has up to 64 KB and is in memory several times: as it
// was read, as it is sent, and encoded.
const (
	// answersAtOnce is how many ordinary responses are computed at the same time beside one for each processor. The database has fewer
	// connections for reading, so more at the same time would not be faster.
	answersAtOnce = 4
	// ordinaryRows is the number of rows of an ordinary response. One that may have more counts for several.
	ordinaryRows = 200
	// answerPatience is how long a request waits for others.
	answerPatience = 5 * time.Second
)

// answerBudget bounds the responses that are computed at the same time.
type answerBudget struct {
	room *semaphore.Weighted
	most int64
}

func newAnswerBudget() *answerBudget {
	most := int64(answersAtOnce + runtime.GOMAXPROCS(0))
	return &answerBudget{room: semaphore.NewWeighted(most), most: most}
}

// bound lets an operation compute its response when there is room for it.
func (s *server) bound(op *openapi.Operation, next http.Handler) http.Handler {
	if op.Method != http.MethodGet || !op.Cached && !op.Page {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		weight := s.answers.weight(r)
		if !s.answers.acquire(r.Context(), weight) {
			s.tooManyAnswers(w, r)
			return
		}
		defer s.answers.room.Release(weight)
		next.ServeHTTP(w, r)
	})
}

// weight returns for how many ordinary responses the one to a request counts.
func (b *answerBudget) weight(r *http.Request) int64 {
	rows, _ := strconv.ParseInt(r.URL.Query().Get("limit"), 10, 64)
	return min(1+max(0, rows-1)/ordinaryRows, b.most)
}

func (b *answerBudget) acquire(ctx context.Context, weight int64) bool {
	if b.room.TryAcquire(weight) {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	return b.room.Acquire(ctx, weight) == nil
}

// tooManyAnswers responds that a request has waited for too long. The log does not get a line for each: there are many where there is one.
func (s *server) tooManyAnswers(w http.ResponseWriter, r *http.Request) {
	refused := apperr.Unavailable("Too many requests at the same time. Try again later.", time.Second, r.Context().Err())
	refused.Logged = true
	s.writeError(w, r, refused)
}
