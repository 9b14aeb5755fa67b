package app

import (
	"crypto/tls"
	"log/slog"
	"net"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/config"
	"github.com/htmlgraph/htmlgraph/internal/server"
)

// encrypted returns a listener that speaks TLS where the settings name a certificate, else the listener as it is.
func encrypted(listener net.Listener, settings config.Serve, logger *slog.Logger) (net.Listener, error) {
	host, _, err := net.SplitHostPort(settings.Addr)
	switch {
	case settings.TLSCert != "":
		certificate, err := server.LoadCertificate(settings.TLSCert, settings.TLSKey, time.Now, logger)
		if err != nil {
			return nil, err
		}
		return tls.NewListener(listener, certificate.Config()), nil
	case err == nil && !config.IsLoopback(host):
		logger.Warn("other machines reach this server without encryption; name a certificate with --tls-cert, or put a proxy with TLS before it")
	}
	return listener, nil
}

// baseOf returns the URL of a server.
func baseOf(addr net.Addr, settings config.Serve) string {
	if settings.TLSCert != "" {
		return "https://" + reachable(addr)
	}
	return "http://" + reachable(addr)
}
