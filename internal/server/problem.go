package server

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net"
	"net/http"
	"strconv"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// problem is an error as the client receives it, in the format of RFC 9457.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	RequestID string         `json:"request_id,omitempty"`
	Errors    []problemField `json:"errors,omitempty"`
}

type problemField struct {
	Loc  []string `json:"loc"`
	Msg  string   `json:"msg"`
	Type string   `json:"type"`
}

// statuses maps error codes to HTTP statuses.
func statuses() map[apperr.Code]int {
	return map[apperr.Code]int{
		apperr.CodeNotFound:        http.StatusNotFound,
		apperr.CodeInvalid:         http.StatusUnprocessableEntity,
		apperr.CodeTooLarge:        http.StatusRequestEntityTooLarge,
		apperr.CodeUnavailable:     http.StatusServiceUnavailable,
		apperr.CodeBusy:            http.StatusTooManyRequests,
		apperr.CodeReadOnly:        http.StatusConflict,
		apperr.CodeUpgradeRequired: http.StatusUpgradeRequired,
		apperr.CodeInternal:        http.StatusInternalServerError,
	}
}

// internalErrorDetail is all that a client learns about a failure of the server itself.
const internalErrorDetail = "Something went wrong. The log of the server has the details under this request id."

// writeError responds with the public part of an error, and logs failures of the server.
func (s *server) writeError(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) || isUnsent(err) {
		s.logger.Debug("the client disconnected", "request_id", requestID(w))
		return
	}
	known := apperr.From(err)
	status := s.statuses[known.Code]
	if status == http.StatusInternalServerError {
		s.logger.Error("request failed", "error", err, "request_id", requestID(w), "path", r.URL.Path)
		writeProblem(w, http.StatusInternalServerError, internalErrorDetail, nil)
		return
	}
	if status == http.StatusServiceUnavailable {
		level := slog.LevelWarn
		if known.Logged {
			level = slog.LevelDebug
		}
		s.logger.Log(r.Context(), level, "request could not be served", "error", err, "request_id", requestID(w))
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		seconds := max(1, int(math.Ceil(known.RetryAfter.Seconds())))
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	writeProblem(w, status, known.Public, known.Fields)
}

// isUnsent reports whether an error is that of sending a response: the client is gone, or reads nothing.
func isUnsent(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "write"
}

// writeProblem responds with a status and a problem.
func writeProblem(w http.ResponseWriter, status int, detail string, fields []apperr.Field) {
	if telemetry, ok := w.(*statusWriter); ok {
		telemetry.fail(status, detail)
		return
	}
	answer := problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, RequestID: requestID(w),
	}
	for _, field := range fields {
		answer.Errors = append(answer.Errors, problemField{Loc: field.Location, Msg: field.Message, Type: field.Type})
	}
	body, err := json.Marshal(answer)
	if err != nil { // cannot happen: the struct contains only strings and a number
		body = []byte(`{"type":"about:blank","title":"Internal Server Error","status":500,"detail":""}`)
	}
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	header.Del("Content-Length")
	w.WriteHeader(status)
	w.Write(body) //nolint:errcheck // the client may be gone
}
