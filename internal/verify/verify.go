package verify

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// Options say which server is checked, and how.
type Options struct {
	// Base is the address of the server, without a path.
	Base     *url.URL
	Document *openapi.Document
	// Token is what the server asks for, "" for none.
	Token string
	// Write permits requests that store something: those of the document's examples.
	Write bool
	// Patience is how long a response may take; StreamWait is how long a message of a stream is waited for.
	Patience, StreamWait time.Duration
	// Longest is how many bytes of a body are read.
	Longest int64
	// Now is the clock.
	Now func() time.Time
}

// The bounds of a check in use.
const (
	Patience   = 15 * time.Second
	StreamWait = time.Second
	Longest    = 16 << 20
)

// ErrToken is the error of a server that requires another token than the one it was sent.
var ErrToken = errors.New("the server requires a token")

// health is the operation that is checked first: a server that does not respond to it is not asked for others.
const health = "getHealth"

// verifier checks the operations of one server, one after another.
type verifier struct {
	Options
	client *http.Client
	ids    ids
	report Report
}

// Run checks all operations. It returns an error if it could not: the token is wrong, or ctx ended. The report has what was found until then.
func Run(ctx context.Context, o Options) (Report, error) {
	transport := &http.Transport{MaxResponseHeaderBytes: 64 << 10, Proxy: http.ProxyFromEnvironment}
	defer transport.CloseIdleConnections()
	v := &verifier{Options: o, ids: ids{}, client: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // a redirect is a response, too
	}}
	for i, op := range inOrder(o.Document.Operations()) {
		if err := v.check(ctx, op); err != nil {
			return v.report, err
		}
		if i == 0 && v.isSilent() {
			break
		}
	}
	return v.report, ctx.Err()
}

// inOrder returns the operations as they are checked: the health of the server, what reads and needs no id, what reads, what writes.
func inOrder(operations []*openapi.Operation) []*openapi.Operation {
	rank := func(op *openapi.Operation) int {
		switch {
		case op.ID == health:
			return 0
		case op.Method != http.MethodGet:
			return 3
		case needsID(op):
			return 2
		default:
			return 1
		}
	}
	slices.SortStableFunc(operations, func(a, b *openapi.Operation) int { return rank(a) - rank(b) })
	return operations
}

func needsID(op *openapi.Operation) bool {
	return slices.ContainsFunc(op.Parameters(), func(p openapi.Parameter) bool { return p.Required })
}

// isSilent reports whether the first operation got no response.
func (v *verifier) isSilent() bool {
	first := v.report.Checks[0]
	return len(first.Deviations) > 0 && strings.HasPrefix(first.Deviations[0].Came, noResponse)
}

func (v *verifier) check(ctx context.Context, op *openapi.Operation) error {
	c := &checker{verifier: v, op: op, check: Check{Operation: op.ID}}
	started := v.Now()
	var err error
	switch {
	case op.Method != http.MethodGet && !v.Write:
		c.check.Skipped = "it writes, which --write permits"
	case op.Stream:
		err = c.stream(ctx)
	case op.Method == http.MethodGet:
		err = c.read(ctx)
	default:
		err = c.write(ctx)
	}
	c.check.Took = v.Now().Sub(started)
	v.report.Checks = append(v.report.Checks, c.check)
	return err
}
