package openapi

import (
	"errors"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The formats of strings that this document defines beside those of OpenAPI.
const (
	formatID      = "id"
	formatInstant = "instant"
	// formatZone is a time zone by its IANA name.
	formatZone = "time-zone"
)

// formats says which values are valid in each format, and what a client reads about others.
var formats = map[string]struct {
	valid   func(string) bool
	message string
}{
	formatID:      {isText, "value is not a text without NUL"},
	formatZone:    {model.IsZone, "value is not the name of a time zone, such as Europe/Berlin"},
	formatInstant: {isInstant, "value is not a time, such as 2026-03-18T15:29:06.561929"},
}

// formatValidators returns the formats as the validator takes them.
func formatValidators() map[string]openapi3.StringFormatValidator {
	validators := map[string]openapi3.StringFormatValidator{}
	for name, format := range formats {
		validators[name] = openapi3.NewCallbackValidator(func(value string) error {
			if !format.valid(value) {
				return errors.New(format.message)
			}
			return nil
		})
	}
	return validators
}

// isInstant reports whether the value is a time in one of the forms that model.Instant reads, of a year with four digits. An empty value is
// absent.
func isInstant(value string) bool {
	if value == "" {
		return true
	}
	at, ok := model.Instant(value).Time()
	return ok && at.Year() >= 1 && at.Year() <= 9999
}
