package app

import (
	"context"
	"fmt"
	"net"

	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// publishAddress writes the address of the server beside its database, where hooks find it, until the app is closed. Where that
// fails, hooks leave their payloads in the spool, which the server reads from time to time.
func (a *App) publishAddress(addr net.Addr, token string) {
	withdraw, err := hookclient.PublishAddress(a.DB.Path(), hookclient.Address{URL: "http://" + reachable(addr), Token: token})
	if err != nil {
		a.logger.Warn("hooks cannot find this server", "error", err)
		return
	}
	a.background.OnClose("server address", func(context.Context) error {
		withdraw()
		return nil
	})
}

// reachable returns an address that clients can connect to: a server that listens on all addresses is reachable on localhost.
func reachable(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("localhost:%d", tcp.Port)
	}
	return addr.String()
}
