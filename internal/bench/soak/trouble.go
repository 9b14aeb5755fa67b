package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// maxTroubles is the number of failures whose texts are kept.
const maxTroubles = 10

// troubles are the failures of the load: nothing of it should fail.
type troubles struct {
	mu    sync.Mutex
	count int
	texts []string
}

// add adds a failure of an action, but for the end of the run.
func (t *troubles) add(ctx context.Context, action string, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count++; len(t.texts) < maxTroubles {
		t.texts = append(t.texts, fmt.Sprintf("%s: %v", action, err))
	}
}

// err returns all failures as one error, nil for none.
func (t *troubles) err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == 0 {
		return nil
	}
	return errors.New(fmt.Sprint(t.count, " failures of the load, such as\n  ", strings.Join(t.texts, "\n  ")))
}

// Write takes what the server and the import log: warnings and errors.
func (t *troubles) Write(line []byte) (int, error) {
	t.add(context.Background(), "a program logs", errors.New(strings.TrimSpace(string(line))))
	return len(line), nil
}
