package app

import (
	"context"
	"fmt"
	"net"

	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// publishAddress writes the address of the server beside its database, where hooks find it, until the app is closed, and lets the server
// prove to them that it belongs to the user. Where that fails, hooks store their payloads themselves, or leave them in the spool, which the
// server reads from time to time.
func (a *App) publishAddress(state string, addr net.Addr, token string) {
	url := "http://" + reachable(addr)
	secret, err := hookclient.CreateSecret(state)
	if err != nil {
		a.logger.Warn("hooks cannot find this server", "error", err)
		return
	}
	prove := func(challenge string) string { return secret.Proof(challenge, url, a.DB.Path()) }
	a.prove.Store(&prove)
	withdraw, err := hookclient.PublishAddress(a.DB.Path(), hookclient.Address{URL: url, Token: token})
	if err != nil {
		a.logger.Warn("hooks cannot find this server", "error", err)
		return
	}
	a.background.OnClose("server address", func(context.Context) error {
		withdraw()
		return nil
	})
}

// proof answers the challenge of a hook, with "" where the server has not published its address.
func (a *App) proof(challenge string) string {
	if prove := a.prove.Load(); prove != nil {
		return (*prove)(challenge)
	}
	return ""
}

// reachable returns an address that clients can connect to: a server that listens on all addresses is reachable on localhost.
func reachable(addr net.Addr) string {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("localhost:%d", tcp.Port)
	}
	return addr.String()
}
