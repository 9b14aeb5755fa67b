package cache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
)

// What a reply of Redis may hold: the library allocates what a reply announces, before it has come.
const (
	// maxValue is the size in bytes of the largest value, which is an entry of the cache.
	maxValue = 32 << 20
	// maxElements is the number of values in a reply. A step of SCAN returns about a thousand.
	maxElements = 100_000
	// maxLine is the length in bytes of a line, such as an error.
	maxLine = 64 << 10
)

// errReply is the error of a reply that is larger than those of a cache can be.
var errReply = errors.New("the reply of Redis is too large")

// boundedConn is a connection that fails before it passes on a reply that is too large. It reads the lengths that the protocol announces
// (RESP 2 and 3).
type boundedConn struct {
	net.Conn
	// line is the line that has come so far. value is how many bytes of a value are still to come.
	line  []byte
	value int
	// elements are those that were announced since the last request.
	elements int
}

// dialBounded returns a dialer of bounded connections.
func dialBounded(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &boundedConn{Conn: conn}, nil
	}
}

// Write sends a request, after which a new reply begins.
func (c *boundedConn) Write(request []byte) (int, error) {
	c.elements = 0
	return c.Conn.Write(request)
}

// Read reads a part of a reply.
func (c *boundedConn) Read(part []byte) (int, error) {
	n, err := c.Conn.Read(part)
	if bad := c.check(part[:n]); bad != nil {
		return 0, errors.Join(bad, c.Close())
	}
	return n, err
}

// check follows a part of a reply: lines, and values whose length a line announces.
func (c *boundedConn) check(part []byte) error {
	for len(part) > 0 {
		if c.value > 0 {
			skipped := min(c.value, len(part))
			c.value, part = c.value-skipped, part[skipped:]
			continue
		}
		rest := part
		end := bytes.IndexByte(part, '\n')
		if end >= 0 {
			rest, part = part[:end], part[end+1:]
		} else {
			part = nil
		}
		if c.line = append(c.line, rest...); len(c.line) > maxLine {
			return fmt.Errorf("%w: a line of more than %d bytes", errReply, maxLine)
		}
		if end < 0 {
			return nil
		}
		if err := c.checkLine(bytes.TrimSuffix(c.line, []byte("\r"))); err != nil {
			return err
		}
		c.line = c.line[:0]
	}
	return nil
}

// checkLine reads the length that a line announces.
func (c *boundedConn) checkLine(line []byte) error {
	if len(line) < 2 {
		return nil
	}
	length, err := strconv.Atoi(string(line[1:]))
	switch line[0] {
	case '$', '!', '=': // a value
		if err == nil && length > maxValue {
			return fmt.Errorf("%w: a value of %d bytes", errReply, length)
		}
		if err == nil && length >= 0 {
			c.value = length + len("\r\n")
		}
	case '*', '%', '~', '>', '|': // a list or a map
		if err == nil && length > 0 {
			c.elements += min(length, maxElements+1)
		}
		if c.elements > maxElements {
			return fmt.Errorf("%w: a list of %d values", errReply, length)
		}
	default:
		return nil
	}
	if err != nil { // also a number that is too large for an int
		return fmt.Errorf("%w: it announces %.20q", errReply, line)
	}
	return nil
}
