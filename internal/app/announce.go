package app

import (
	"log/slog"
	"net"

	"github.com/htmlgraph/htmlgraph/internal/hookclient"
)

// announce tells hooks where the server of a database answers, until the returned function is called. Without it they still find their
// way: what they bring lies beside the database until the server looks there.
func announce(db string, addr net.Addr, token string, logger *slog.Logger) (withdraw func()) {
	withdraw, err := hookclient.Announce(db, hookclient.Address{URL: "http://" + reachable(addr), Token: token})
	if err != nil {
		logger.Warn("hooks cannot find this server", "error", err)
		return func() {}
	}
	return withdraw
}
