package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// What bounds the memory that bodies take. To decode, to validate and to store a body takes up to 50 times its size.
const (
	// smallBody is the size in bytes up to which a body never waits for larger ones.
	smallBody = 64 << 10
	// smallReading and smallWorking are how many bytes of small bodies are read, and worked on, at the same time.
	smallReading, smallWorking = 16 << 20, 4 << 20
	// largeReading and largeWorking are the same of other bodies.
	largeReading, largeWorking = 64 << 20, 8 << 20
	// bodyPatience is how long a body waits for others.
	bodyPatience = 3 * time.Second
)

// bodyBudget bounds the bodies of one kind.
type bodyBudget struct {
	reading, working *semaphore.Weighted
	// most is what one body may use of working, in bytes.
	most int64
}

func newBodyBudget(reading, working int64) *bodyBudget {
	return &bodyBudget{reading: semaphore.NewWeighted(reading), working: semaphore.NewWeighted(working), most: working}
}

// heldBody is the part of a budget that one body uses.
type heldBody struct {
	budget *bodyBudget
	// size is what it uses for reading, worked what it uses for working, in bytes.
	size, worked int64
}

// errBusy means that too many bodies are read or worked on.
var errBusy = errors.New("too many bodies at the same time")

// holdBody waits until the body of a request may be read. largest is its size where the client does not state one. The caller releases
// what it gets, also where the error is not nil.
func (s *server) holdBody(r *http.Request, largest int64) (*heldBody, error) {
	held := &heldBody{budget: s.largeBodies, size: r.ContentLength}
	if held.size < 0 {
		held.size = largest
	}
	if held.size <= smallBody && r.Header.Get("Content-Encoding") == "" {
		held.budget = s.smallBodies
	}
	if err := wait(r.Context(), held.budget.reading, held.size); err != nil {
		held.size = 0
		return held, err
	}
	return held, nil
}

// work waits until the body, which has been read, may be worked on.
func (h *heldBody) work(ctx context.Context) error {
	weight := min(h.size, h.budget.most)
	err := wait(ctx, h.budget.working, weight)
	if err == nil {
		h.worked = weight
	}
	return err
}

// release gives back what the body uses.
func (h *heldBody) release() {
	h.budget.reading.Release(h.size)
	h.budget.working.Release(h.worked)
}

// wait returns errBusy where the budget is used for too long, or the client is gone.
func wait(ctx context.Context, budget *semaphore.Weighted, weight int64) error {
	if budget.TryAcquire(weight) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, bodyPatience)
	defer cancel()
	if err := budget.Acquire(ctx, weight); err != nil {
		return errBusy
	}
	return nil
}

// busy responds that too many bodies are worked on.
func (s *server) busy(w http.ResponseWriter, r *http.Request) {
	s.writeError(w, r, apperr.Busy("Too many large requests at the same time. Try again later.", time.Second))
}
