package stream

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// handshake is the response to a request for a WebSocket. It withholds the error that the library sends as plain text, so that clients get it
// in the format of all errors.
type handshake struct {
	http.ResponseWriter
	// refused is the text of that error, "" for none.
	refused strings.Builder
	// failing says that the response has the status of an error.
	failing bool
}

// WriteHeader sends the status of a connection that is upgraded.
func (h *handshake) WriteHeader(status int) {
	h.failing = status != http.StatusSwitchingProtocols
	if !h.failing {
		h.ResponseWriter.WriteHeader(status)
	}
}

// Write keeps the text of an error.
func (h *handshake) Write(text []byte) (int, error) {
	if h.failing {
		return h.refused.Write(text)
	}
	return h.ResponseWriter.Write(text)
}

// Hijack lets the library take over the connection.
func (h *handshake) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}

// failure returns the error for the client, where the library returned err.
func (h *handshake) failure(err error) error {
	if h.refused.Len() == 0 {
		return fmt.Errorf("upgrade the connection: %w", err)
	}
	if h.Header().Get("Upgrade") == "" {
		h.Header().Set("Upgrade", "websocket")
	}
	return apperr.UpgradeRequired("This is a WebSocket, and the request does not open one: " + strings.TrimSpace(h.refused.String()) + ".")
}
