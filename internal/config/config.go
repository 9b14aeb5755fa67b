// Package config owns the settings of the server: one struct, its validation, and the search for the database when none is named.
// Flags take precedence over HTMLGRAPH_* environment variables, and these over defaults; package cli combines the three.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// DefaultSessionTimeout is the default time without events after which a session is ended. It may be short, because a session that
// continues later becomes active again.
const DefaultSessionTimeout = time.Hour

// DefaultAddr is the default address: loopback only.
const DefaultAddr = "127.0.0.1:8000"

// Serve holds the settings of `htmlgraph serve`.
type Serve struct {
	// DB is the path of the database. Where it is empty, Locate finds the database.
	DB string
	// Addr is the host and port to listen on.
	Addr string
	// ReadOnly opens the database without changing the file.
	ReadOnly bool
	// Watch reads the transcripts of agents as they are written.
	Watch bool
	// NoArchive keeps no copies of the transcripts that are read.
	NoArchive bool
	// Demo serves a sample database in a temporary folder.
	Demo bool
	// Prices is the path of a file with prices that override the list prices.
	Prices string
	// ProjectAliases is the path of a file with folders that belong to another project.
	ProjectAliases string
	// BudgetSession is the budget of each session in US dollars, "" for none. BudgetProjects are the budgets of projects, in the
	// format [DIR=]USD[/day|/week|/month].
	BudgetSession  string
	BudgetProjects []string
	// NoRedact stores keys and passwords in events instead of redacting them.
	NoRedact bool
	// Content is the level of content that is stored of what agents do, "" for full.
	Content string
	// SessionTimeout is the time without events after which a session is ended; 0 for never.
	SessionTimeout time.Duration
	// Cache is "memory" or the URL of a Redis server.
	Cache string
	// LogLevel is debug, info, warn or error; LogFormat is text or json.
	LogLevel  string
	LogFormat string
	// AllowHosts are the host names, other than loopback, that requests may use.
	AllowHosts []string
	// AllowOrigins are the web origins whose pages may read responses and streams.
	AllowOrigins []string
	// Token, if set, is the bearer token that clients must send.
	Token string
	// TLSCert and TLSKey are the files of a certificate and its key, both "" for plain HTTP.
	TLSCert, TLSKey string
	// RequireToken refuses requests without a token, also on this machine.
	RequireToken bool
	// Insecure allows an address other than loopback without a token.
	Insecure bool
}

// Validate returns one error for each invalid setting, joined, or nil. Each is a sentence for the user.
func (s Serve) Validate() error {
	return errors.Join(s.validateDatabase(), s.validateAddr(), s.validateCache(), s.validateLog(), s.validateOrigins(), s.validateTimeout(), s.validateBudgets(), s.validateTLS())
}

func (s Serve) validateTimeout() error {
	if s.SessionTimeout < 0 || s.SessionTimeout > 0 && s.SessionTimeout < time.Minute {
		return fmt.Errorf("--session-timeout %s is too short: use one minute or more, or 0 for never", s.SessionTimeout)
	}
	return nil
}

func (s Serve) validateDatabase() error {
	if s.Demo && s.DB != "" {
		return errors.New("--demo creates its own database: remove --db (or HTMLGRAPH_DB) or --demo")
	}
	if s.Watch && (s.ReadOnly || s.Demo) {
		return errors.New("--watch stores events and cannot be combined with --read-only or --demo")
	}
	if s.Demo && s.ReadOnly {
		return errors.New("--demo writes its sample database and cannot be combined with --read-only")
	}
	return nil
}

func (s Serve) validateAddr() error {
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return fmt.Errorf("--addr %q is not host:port, such as %s", s.Addr, DefaultAddr)
	}
	if IsLoopback(host) || s.Token != "" || s.RequireToken || s.Insecure {
		return nil
	}
	return fmt.Errorf("--addr %s is reachable from other machines: set --token (or HTMLGRAPH_TOKEN) or --require-token, or allow this with --insecure", s.Addr)
}

func (s Serve) validateTLS() error {
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key belong together: a certificate and its key")
	}
	return nil
}

// IsLoopback reports whether host is localhost or a loopback address.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && addr.IsLoopback()
}

func (s Serve) validateCache() error {
	if s.Cache == "" || s.Cache == "memory" {
		return nil
	}
	u, err := url.Parse(s.Cache)
	if err != nil || (u.Scheme != "redis" && u.Scheme != "rediss") || u.Host == "" {
		return errors.New(`--cache takes "memory" or a URL such as redis://host:port/0`)
	}
	return nil
}

func (s Serve) validateLog() error {
	if _, err := s.Level(); err != nil {
		return err
	}
	if s.LogFormat != "text" && s.LogFormat != "json" {
		return fmt.Errorf("--log-format %q is not text or json", s.LogFormat)
	}
	return nil
}

// Level returns LogLevel as a level of slog.
func (s Serve) Level() (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		return level, fmt.Errorf("--log-level %q is not debug, info, warn or error", s.LogLevel)
	}
	return level, nil
}

func (s Serve) validateOrigins() error {
	for _, origin := range s.AllowOrigins {
		u, err := url.Parse(origin)
		if origin != "*" && (err != nil || u.Scheme == "" || u.Host == "" || (u.Path != "" && u.Path != "/")) {
			return fmt.Errorf("--allow-origin %q is not an origin, such as https://example.org", origin)
		}
	}
	return nil
}
