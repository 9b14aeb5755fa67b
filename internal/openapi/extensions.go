package openapi

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Extensions are the members of an operation that begin with "x-". They define how the server treats its requests.
type Extensions struct {
	// Cached reports whether the response cache handles the answers, which then have an ETag. CacheTTL is how long one may be
	// served from the cache; zero means that none is stored. A commit to the database ends the life of every answer before that.
	// x-cache-ttl: a duration such as 5m, 1s or 0s, or none. Every GET has it, and no other method.
	Cached   bool
	CacheTTL time.Duration
	// ParameterTTLs are shorter times for requests that send a query parameter, because their answers depend on the time.
	// x-cache-ttl: a duration, at a parameter.
	ParameterTTLs map[string]time.Duration
	// ValidateBody says how the body is validated. x-validate-body: whole, items or none. Every operation with a body has it.
	ValidateBody BodyValidation
	// Scope is what a token must permit. x-scope: ingest, read or admin. Every operation has it but those without a token.
	Scope model.Scope
	// Telemetry reports whether the operation belongs to the OpenTelemetry protocol, which defines its own bodies and errors.
	// x-telemetry: true.
	Telemetry bool
	// LargeBody reports whether the body may be as large as an export of telemetry, and compressed.
	// x-large-body: true.
	LargeBody bool
	Deprecation
}

// BodyValidation is how a body is validated against its schema.
type BodyValidation string

// The ways to validate a body.
const (
	// ValidateWhole refuses a request whose body is invalid before its handler runs.
	ValidateWhole BodyValidation = "whole"
	// ValidateItems leaves it to the handler to validate each item of a list by itself, with Items.
	ValidateItems BodyValidation = "items"
	// ValidateNone leaves the body alone: it is not JSON, or a protocol of its own defines what is valid.
	ValidateNone BodyValidation = "none"
)

// notCached is the value of x-cache-ttl for answers that the response cache does not handle.
const notCached = "none"

func parseExtensions(method string, op *openapi3.Operation) (Extensions, error) {
	var e Extensions
	e.Telemetry, _ = op.Extensions["x-telemetry"].(bool)
	e.LargeBody, _ = op.Extensions["x-large-body"].(bool)
	var err error
	if e.Deprecation, err = parseDeprecation(op); err != nil {
		return e, err
	}
	if err := e.parseScope(op); err != nil {
		return e, err
	}
	if err := e.parseCacheTTL(method, op); err != nil {
		return e, err
	}
	if err := e.parseParameterTTLs(op); err != nil {
		return e, err
	}
	return e, e.parseValidateBody(op)
}

func (e *Extensions) parseScope(op *openapi3.Operation) error {
	value, present := op.Extensions["x-scope"]
	if isPublic(op) == present {
		return errors.New("x-scope must be on every operation that needs a token and on no other")
	}
	if !present {
		return nil
	}
	text, _ := value.(string)
	e.Scope = model.Scope(text)
	switch e.Scope {
	case model.ScopeIngest, model.ScopeRead, model.ScopeAdmin:
		return nil
	default:
		return fmt.Errorf("x-scope: %v is not one of %s, %s, %s", value, model.ScopeIngest, model.ScopeRead, model.ScopeAdmin)
	}
}

func (e *Extensions) parseCacheTTL(method string, op *openapi3.Operation) error {
	value, present := op.Extensions["x-cache-ttl"]
	if present != (method == http.MethodGet) {
		return errors.New("x-cache-ttl must be on every GET and on no other method")
	}
	if !present || value == notCached {
		return nil
	}
	ttl, ok := parseTTL(value)
	if !ok {
		return fmt.Errorf("x-cache-ttl: %v is neither a duration nor %q", value, notCached)
	}
	e.Cached, e.CacheTTL = true, ttl
	return nil
}

func (e *Extensions) parseParameterTTLs(op *openapi3.Operation) error {
	e.ParameterTTLs = map[string]time.Duration{}
	for _, parameter := range op.Parameters {
		value, present := parameter.Value.Extensions["x-cache-ttl"]
		if !present {
			continue
		}
		ttl, ok := parseTTL(value)
		if !ok || ttl >= e.CacheTTL || parameter.Value.In != openapi3.ParameterInQuery {
			return fmt.Errorf("%s: x-cache-ttl must be a duration at a query parameter, and shorter than that of the operation", parameter.Value.Name)
		}
		e.ParameterTTLs[parameter.Value.Name] = ttl
	}
	return nil
}

// parseTTL parses a duration that is not negative.
func parseTTL(value any) (time.Duration, bool) {
	text, _ := value.(string)
	ttl, err := time.ParseDuration(text)
	return ttl, err == nil && ttl >= 0
}

func (e *Extensions) parseValidateBody(op *openapi3.Operation) error {
	value, present := op.Extensions["x-validate-body"]
	if present != (op.RequestBody != nil) {
		return errors.New("x-validate-body must be on every operation with a body and on no other")
	}
	if !present {
		return nil
	}
	text, _ := value.(string)
	e.ValidateBody = BodyValidation(text)
	switch e.ValidateBody {
	case ValidateWhole, ValidateItems, ValidateNone:
		return nil
	default:
		return fmt.Errorf("x-validate-body: %v is not one of %s, %s, %s", value, ValidateWhole, ValidateItems, ValidateNone)
	}
}
