package server_test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
)

// unsent is a connection that fails when the body is sent.
type unsent struct {
	http.ResponseWriter
	err error
}

func (u unsent) Write([]byte) (int, error) { return 0, u.err }

// TestAClientThatLeavesIsNoFailureOfTheServer ends the connection while a response is sent: the log holds no error, unless the failure is one
// of the server itself.
func TestAClientThatLeavesIsNoFailureOfTheServer(t *testing.T) {
	write := func(cause error) error { return &net.OpError{Op: "write", Net: "tcp", Err: cause} }
	for name, test := range map[string]struct {
		err    error
		logged bool
	}{
		"it closed the connection": {write(os.NewSyscallError("write", syscall.EPIPE)), false},
		"it reset the connection":  {fmt.Errorf("send: %w", write(os.NewSyscallError("write", syscall.ECONNRESET))), false},
		"it reads nothing":         {write(os.ErrDeadlineExceeded), false},
		"the server cannot encode": {errors.New("an unsupported value"), true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newScenario(t, nil)
			asked := httptest.NewRequest(http.MethodGet, "/healthz", nil)
			asked.Host = "localhost:8000"
			w.ServeHTTP(unsent{httptest.NewRecorder(), test.err}, asked)
			if log := w.log.String(); strings.Contains(log, "level=ERROR") != test.logged {
				t.Errorf("the log says %s", log)
			}
		})
	}
}
