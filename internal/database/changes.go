package database

import "sync"

// listeners are told of every move of the generation.
type listeners struct {
	mu    sync.Mutex
	chans map[chan struct{}]struct{}
}

// Changes returns a channel that receives after the generation moved; moves that come faster than they are
// received are one. stop ends it.
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

// move moves the generation and tells who listens.
func (db *DB) move() {
	db.generation.Add(1)
	db.listeners.mu.Lock()
	defer db.listeners.mu.Unlock()
	for c := range db.listeners.chans {
		select {
		case c <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// Touch moves the generation as a commit does, for who finds that answers were made from something wrong.
func (db *DB) Touch() { db.move() }
