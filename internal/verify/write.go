package verify

import (
	"context"
	"net/http"
)

// write checks an operation that stores something: with the examples of the document, and with a body that is not JSON.
func (c *checker) write(ctx context.Context) error {
	bodies, err := c.op.RequestBodies()
	if err != nil {
		return err
	}
	plain := c.plain()
	if len(bodies) == 0 {
		return c.ask(ctx, plain)
	}
	for _, body := range bodies {
		r := plain
		r.body = body
		if err := c.ask(ctx, r); err != nil {
			return err
		}
	}
	broken := plain
	broken.body = []byte(`{"broken": `)
	got, ok, err := c.send(ctx, broken)
	if !ok {
		return err
	}
	status := http.StatusUnprocessableEntity
	if c.op.Telemetry {
		status = http.StatusBadRequest
	}
	c.expectProblem(broken, got, status, "the body is not JSON")
	return nil
}
