package openapi

import (
	"errors"
	"fmt"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Deprecation says since when an operation is deprecated, and when it is going to be removed.
type Deprecation struct {
	// Since is zero for an operation that is not deprecated. deprecated: true, and x-deprecated-since: a date such as 2026-01-01.
	Since time.Time
	// Sunset is zero as long as the date is not known. x-sunset: a later date.
	Sunset time.Time
}

func parseDeprecation(op *openapi3.Operation) (Deprecation, error) {
	since, err := parseDate(op, "x-deprecated-since")
	if err != nil {
		return Deprecation{}, err
	}
	sunset, err := parseDate(op, "x-sunset")
	switch {
	case err != nil:
		return Deprecation{}, err
	case op.Deprecated == since.IsZero():
		return Deprecation{}, errors.New("x-deprecated-since must be on every deprecated operation and on no other")
	case !sunset.IsZero() && !sunset.After(since):
		return Deprecation{}, errors.New("x-sunset must be on a deprecated operation, and later than x-deprecated-since")
	}
	return Deprecation{Since: since, Sunset: sunset}, nil
}

// parseDate returns the first instant of a date in UTC, zero if the operation does not have the extension.
func parseDate(op *openapi3.Operation, extension string) (time.Time, error) {
	value, present := op.Extensions[extension]
	if !present {
		return time.Time{}, nil
	}
	text, _ := value.(string)
	date, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %v is no date such as 2026-01-01", extension, value)
	}
	return date, nil
}
