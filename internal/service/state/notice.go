package state

import (
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/agent"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// notice is a notification that its thread waits.
type notice struct {
	wait
	// request is the request for permission that it confirms, nil for none.
	request *wait
}

// late is how much later than the request a notification about a permission may come: agents wait some seconds for the user before.
const late = time.Minute

// reportedWaits are the waits of the notifications that belong to the thread.
func (t *thread) reportedWaits() []wait {
	waits := make([]wait, 0, len(t.notices))
	for _, n := range t.notices {
		w := n.wait
		if n.request != nil {
			w.at, w.call, w.detail, w.why = n.request.at, n.request.call, n.request.detail, n.request.why
		}
		waits = append(waits, w)
	}
	return waits
}

// attachNotices finds the thread, the request and the call of each notification that a call is to be permitted. The payload names none of them.
func (r *reading) attachNotices() {
	main := r.threads[""]
	for id, t := range r.threads {
		for i := range t.signs {
			sign := &t.signs[i]
			meaning, ok := agent.NoticeNamed(sign.Notice)
			if !ok || meaning.Wait == agent.NoWait {
				continue
			}
			n := notice{wait: wait{why: reasonOf(meaning.Wait), detail: sign.Text, at: sign.At, by: sign.By, reported: true}}
			if sign.AskedText != "" {
				n.detail = sign.AskedText
			}
			owner := t
			if meaning.OfCall {
				if owner = r.ownerOf(&n, sign, id); owner == nil {
					continue
				}
			}
			if owner == nil {
				owner = main
			}
			owner.notices = append(owner.notices, n)
		}
	}
}

// ownerOf returns the thread of a notification about a call, nil for one that comes too late: what it is about was answered before. It sets the
// request or the call that the notification is about.
func (r *reading) ownerOf(n *notice, sign *model.SessionSign, named string) *thread {
	if owner, isKnown := r.requestBefore(n, named); isKnown {
		return owner
	}
	anyCall := false
	for _, t := range r.inOrder(named) {
		if call := t.openCallBefore(sign, &anyCall); call != nil {
			n.call, n.detail = call, described(call.Tool, call.Text)
			return t
		}
	}
	if anyCall {
		return nil
	}
	return r.threads[named]
}

// requestBefore finds the latest request for permission that was open shortly before the notification. isKnown is true also where all of
// them were answered, and the notification says nothing.
func (r *reading) requestBefore(n *notice, named string) (owner *thread, isKnown bool) {
	for _, t := range r.inOrder(named) {
		for _, request := range t.requests() {
			if request.reported || request.at.Compare(n.at) > 0 || isAfter(n.at, request.at, late) {
				continue
			}
			isKnown = true
			if t.wasOpen(request, n.at) && (n.request == nil || request.at.Compare(n.request.at) > 0) {
				n.request, owner = &request, t
			}
		}
	}
	return owner, isKnown
}

// wasOpen reports whether a wait was not over at an instant.
func (t *thread) wasOpen(w wait, at model.Instant) bool {
	if w.call != nil && !isOpen(*w.call) && (w.call.EndedAt == "" || w.call.EndedAt.Compare(at) <= 0) {
		return false
	}
	if w.call != nil && w.call.DecidedAt != "" && w.call.DecidedAt.Compare(at) <= 0 {
		return false
	}
	for i := range t.signs {
		sign := &t.signs[i]
		if sign.At.Compare(w.at) <= 0 || sign.At.Compare(at) > 0 || w.call != nil && sign.EventID == w.call.EventID {
			continue
		}
		if closesWaits(*sign) || isActivity(*sign) {
			return false
		}
	}
	return true
}

// openCallBefore returns the latest open call of the thread that began before a notification, of the tool that its text names if it names
// one. any is set where the thread had any call by then.
func (t *thread) openCallBefore(sign *model.SessionSign, anyCall *bool) *model.SessionSign {
	var open *model.SessionSign
	for i := range t.signs {
		call := &t.signs[i]
		if !isCall(*call) || isAfter(call.At, sign.At, time.Second) {
			continue
		}
		*anyCall = true
		if isOpen(*call) && call.DecidedAt == "" && (open == nil || strings.Contains(sign.Text, call.Tool)) {
			open = call
		}
	}
	return open
}

// inOrder returns the threads: the named one first, then the main thread, then the others by their ids.
func (r *reading) inOrder(named string) []*thread {
	list := []*thread{r.threads[named]}
	if named != "" {
		list = append(list, r.threads[""])
	}
	for _, id := range sortedIDs(r.threads) {
		if id != named && id != "" {
			list = append(list, r.threads[id])
		}
	}
	return list
}
