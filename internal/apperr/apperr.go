// Package apperr owns the errors that cross layers. An Error separates the text for the client from the text for the log. It knows
// nothing of HTTP: the server maps a Code to a status in one table.
package apperr

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Code is the kind of a failure, in terms of the domain.
type Code string

// The codes. An error without a code counts as CodeInternal.
const (
	// CodeNotFound means that the requested resource does not exist.
	CodeNotFound Code = "not_found"
	// CodeInvalid means that a parameter or a body is invalid.
	CodeInvalid Code = "invalid"
	// CodeTooLarge means that a body has too many elements.
	CodeTooLarge Code = "too_large"
	// CodeUnavailable means that the database cannot be reached now. A later try may succeed.
	CodeUnavailable Code = "unavailable"
	// CodeBusy means that a queue is full. A later try may succeed.
	CodeBusy Code = "busy"
	// CodeReadOnly means that a database that is opened read-only cannot be written.
	CodeReadOnly Code = "read_only"
	// CodeUpgradeRequired means that a request for a stream does not open one.
	CodeUpgradeRequired Code = "upgrade_required"
	// CodeInternal means that the service failed. The client learns nothing about the cause.
	CodeInternal Code = "internal"
)

// Field is an invalid field of a request: a parameter, a member of the body, or the body itself.
type Field struct {
	// Location is the path to the field, outermost first: "query", "limit".
	Location []string
	// Message says what is wrong with it.
	Message string
	// Type is a stable, machine-readable name of the rule that is broken.
	Type string
}

// Error is a failure with a public text and a private cause.
type Error struct {
	// Code is the kind of the failure.
	Code Code
	// Public is a sentence that the client reads.
	Public string
	// Fields lists the invalid fields; only CodeInvalid has them.
	Fields []Field
	// RetryAfter is how long the client should wait before it tries again; zero if it is not known.
	RetryAfter time.Duration
	// Logged says that the log has the failure already: it lasts, and was logged when it began.
	Logged bool
	// Err is the cause for the log; it never reaches the client.
	Err error
}

// Error returns the text for the log: the public sentence and the cause behind it.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Public
	}
	return fmt.Sprintf("%s: %v", e.Public, e.Err)
}

// Unwrap returns the private cause.
func (e *Error) Unwrap() error { return e.Err }

// NotFound returns a CodeNotFound error with the public sentence.
func NotFound(public string) *Error { return &Error{Code: CodeNotFound, Public: public} }

// Invalid returns a CodeInvalid error with the public sentence.
func Invalid(public string, fields ...Field) *Error {
	return &Error{Code: CodeInvalid, Public: public, Fields: fields}
}

// InvalidFields returns a CodeInvalid error about these fields of a request. Its public sentence counts them.
func InvalidFields(fields ...Field) *Error {
	public := "Request validation failed: 1 invalid field."
	if len(fields) != 1 {
		public = fmt.Sprintf("Request validation failed: %d invalid fields.", len(fields))
	}
	return Invalid(public, fields...)
}

// Unavailable returns a CodeUnavailable error that asks the client to wait for retryAfter.
func Unavailable(public string, retryAfter time.Duration, cause error) *Error {
	return &Error{Code: CodeUnavailable, Public: public, RetryAfter: retryAfter, Err: cause}
}

// Busy returns a CodeBusy error that asks the client to wait for retryAfter.
func Busy(public string, retryAfter time.Duration) *Error {
	return &Error{Code: CodeBusy, Public: public, RetryAfter: retryAfter}
}

// ReadOnly returns a CodeReadOnly error with the public sentence.
func ReadOnly(public string) *Error { return &Error{Code: CodeReadOnly, Public: public} }

// UpgradeRequired returns a CodeUpgradeRequired error with the public sentence.
func UpgradeRequired(public string) *Error { return &Error{Code: CodeUpgradeRequired, Public: public} }

// deadlineRetry is how long a client should wait after its request took too long.
const deadlineRetry = time.Second

// From returns the outermost Error in err's chain. Without one, a deadline that was exceeded is CodeUnavailable, since a later
// try may succeed, and all else is CodeInternal without a public text.
func From(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return Unavailable("The request took too long: the database is locked by another process, or very busy.", deadlineRetry, err)
	}
	return &Error{Code: CodeInternal, Err: err}
}

// CodeOf returns the code of From(err).
func CodeOf(err error) Code { return From(err).Code }

// IsLogged reports whether the log has a failure already.
func IsLogged(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Logged
}
