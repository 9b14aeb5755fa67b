package web

import (
	"context"

	"github.com/htmlgraph/htmlgraph/internal/service/activity"
)

// How much of a session one page of its timeline shows. Events deeper than deepestIndent are indented like those at deepestIndent.
const (
	waterfallLimit = 200
	deepestIndent  = 8
	// longPause is the number of seconds from which on a pause is also written in words.
	longPause = 60
	// thinnest is the smallest width of a bar, as a share of the full width, so that every bar is visible.
	thinnest = 0.004
)

// timelineView is a page of the events of a session.
type timelineView struct {
	Bars []waterfallBar
	// Shortened is the length in seconds to which longer pauses are shortened, 0 where no pause is longer.
	Shortened float64
	// From and To are the numbers of the first and the last event of the page, Total that of all.
	From, To, Total int64
	// FirstPath leads to the first page of the session, PreviousPath to the one before ("" on the first), NextPath and LastPath to the next one and the
	// last one ("" on the last).
	FirstPath, PreviousPath, NextPath, LastPath string
	// Continued is true on every page but the first.
	Continued bool
}

// HasPages reports whether the session has more pages than this one.
func (v timelineView) HasPages() bool { return v.Continued || v.NextPath != "" }

// waterfallBar is an event of a session with its bar in the timeline.
type waterfallBar struct {
	activity.Span
	// Indent is the level of indentation. X and Width are the position and the width of the bar.
	Indent   int
	X, Width string
	// ShowPause is true where the pause before the event is written beside the bar.
	ShowPause bool
}

// timeline adds the events of the session after a cursor.
func (h *Sessions) timeline(ctx context.Context, page *sessionView, cursor string) error {
	id := page.Session.SessionID
	after, err := parseCursor("cursor", cursor)
	if err != nil {
		return err
	}
	waterfall, err := h.activity.Waterfall(ctx, id, after, waterfallLimit)
	if err != nil {
		return err
	}
	v := &timelineView{Shortened: waterfall.Shortened, Total: page.Session.EventCount, Continued: cursor != ""}
	page.Timeline = v
	for _, span := range waterfall.Spans {
		v.Bars = append(v.Bars, newWaterfallBar(span))
	}
	v.FirstPath, page.Path = timelinePath(id, ""), timelinePath(id, cursor)
	if waterfall.Next != nil {
		v.NextPath = timelinePath(id, waterfall.Next.String())
	}
	position, err := h.activity.Position(ctx, id, after, waterfallLimit, page.Session.EventCount)
	if err != nil {
		return err
	}
	v.From, v.To = position.Before+1, position.Before+int64(len(v.Bars))
	v.around(id, position)
	return nil
}

// around adds the links to the page before and the last one.
func (v *timelineView) around(id string, position activity.Position) {
	switch {
	case position.Previous != nil:
		v.PreviousPath = timelinePath(id, position.Previous.String())
	case v.Continued:
		v.PreviousPath = v.FirstPath
	}
	if position.Last != nil {
		v.LastPath = timelinePath(id, position.Last.String())
	}
}

// timelinePath returns the path of the timeline of a session from a cursor on, from its beginning without one.
func timelinePath(id, cursor string) string {
	path := viewPath(id, viewTimeline)
	if cursor != "" {
		path += "&cursor=" + cursor
	}
	return path
}

func newWaterfallBar(span activity.Span) waterfallBar {
	width := max(span.Length, thinnest)
	return waterfallBar{
		Span: span, Indent: min(span.Depth, deepestIndent), ShowPause: span.Pause >= longPause,
		X: length(min(span.Start, 1-width)), Width: length(width),
	}
}
