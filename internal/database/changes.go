package database

import "sync"

// listeners receive every change of the generation.
type listeners struct {
	mu    sync.Mutex
	chans map[chan struct{}]struct{}
}

// Changes returns a channel that receives after the generation changed. Changes that come faster than they are
// received are one. stop ends the subscription.
func (db *DB) Changes() (changes <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	l := &db.listeners
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.chans == nil {
		l.chans = map[chan struct{}]struct{}{}
	}
	l.chans[c] = struct{}{}
	return c, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.chans, c)
	}
}

// advance changes the generation and notifies the listeners.
func (db *DB) advance() {
	db.generation.Add(1)
	db.listeners.mu.Lock()
	defer db.listeners.mu.Unlock()
	for c := range db.listeners.chans {
		select {
		case c <- struct{}{}:
		default: // a notice is waiting already
		}
	}
}

// Touch changes the generation as a commit does. It is for callers that find that responses were computed from wrong data.
func (db *DB) Touch() { db.advance() }
