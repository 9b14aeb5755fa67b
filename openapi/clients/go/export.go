package client

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
)

// longestLine is the longest line of an export or of a stream, in bytes.
const longestLine = 64 << 20

// Export returns all events that match params, newest first, in one response that is read line by line. An export is larger than the memory
// of this program may be, and it is of one moment, while pages are each of their own.
func (a *API) Export(ctx context.Context, params *ExportEventsParams) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		response, err := a.ExportEvents(ctx, asLines(params))
		if err != nil {
			yield(Event{}, err)
			return
		}
		defer response.Body.Close()
		for line, err := range lines(response.Body) {
			var event Event
			if err == nil {
				err = json.Unmarshal(line, &event)
			}
			if err != nil {
				yield(Event{}, fmt.Errorf("the export was interrupted: %w", err))
				return
			}
			if !yield(event, nil) {
				return
			}
		}
	}
}

// asLines returns the parameters of an export of one JSON object per line.
func asLines(params *ExportEventsParams) *ExportEventsParams {
	var own ExportEventsParams
	if params != nil {
		own = *params
	}
	format := ExportEventsParamsFormatNdjson
	own.Format = &format
	return &own
}

// lines returns the lines of a body without their ends. A line is valid until the next one is read.
func lines(body io.Reader) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		scanner := bufio.NewScanner(body)
		scanner.Buffer(nil, longestLine)
		for scanner.Scan() {
			if !yield(scanner.Bytes(), nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(nil, err)
		}
	}
}
