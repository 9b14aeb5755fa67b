// Package config owns the settings of the server: one struct, its checks, and where the
// database is looked for when none is named. Settings come from flags, then HTMLGRAPH_*
// environment variables, then defaults; package cli joins the three.
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

// DefaultSessionTimeout is how long a session may be silent unless told otherwise. One that goes on is active again, so it may be short.
const DefaultSessionTimeout = time.Hour

// DefaultAddr is where the server listens unless told otherwise: loopback only.
const DefaultAddr = "127.0.0.1:8000"

// Serve holds the settings of `htmlgraph serve`.
type Serve struct {
	// DB is the path of the database; empty means that it is looked for.
	DB string
	// Addr is the host and port to listen on.
	Addr string
	// ReadOnly keeps the database file byte for byte as it is.
	ReadOnly bool
	// Watch reads transcripts from where agents keep them, as they are written.
	Watch bool
	// Demo serves a sample database in a temporary folder.
	Demo bool
	// Prices is a file of prices that win over the list prices.
	Prices string
	// BudgetSession is what a session may cost in US dollars, "" for no budget. BudgetProjects are what projects may cost, each as
	// [DIR=]USD[/day|/week|/month].
	BudgetSession  string
	BudgetProjects []string
	// NoRedact stores keys and passwords that agents tell, instead of a mark in their place.
	NoRedact bool
	// SessionTimeout is how long a session may be silent before it counts as over; 0 for ever.
	SessionTimeout time.Duration
	// Cache is "memory" or the URL of a Redis.
	Cache string
	// LogLevel is debug, info, warn or error; LogFormat is text or json.
	LogLevel  string
	LogFormat string
	// AllowHosts are the names, beside loopback, that a request's Host may have.
	AllowHosts []string
	// AllowOrigins are the web origins that may read answers from a browser.
	AllowOrigins []string
	// Token, if set, is what clients must send as a bearer token.
	Token string
	// Insecure permits an address beyond loopback without a token.
	Insecure bool
}

// Validate returns all that is wrong with the settings, each in one sentence.
func (s Serve) Validate() error {
	return errors.Join(s.validateDatabase(), s.validateAddr(), s.validateCache(), s.validateLog(), s.validateOrigins(), s.validateTimeout(), s.validateBudgets())
}

func (s Serve) validateTimeout() error {
	if s.SessionTimeout < 0 || s.SessionTimeout > 0 && s.SessionTimeout < time.Minute {
		return fmt.Errorf("--session-timeout %s: give a minute or more, or 0 for never", s.SessionTimeout)
	}
	return nil
}

func (s Serve) validateDatabase() error {
	if s.Demo && s.DB != "" {
		return errors.New("--demo makes its own database: leave out --db (or HTMLGRAPH_DB) or --demo")
	}
	if s.Watch && (s.ReadOnly || s.Demo) {
		return errors.New("--watch stores what agents write: leave out --read-only and --demo, or --watch")
	}
	if s.Demo && s.ReadOnly {
		return errors.New("--demo has to write its sample database: leave out --read-only or --demo")
	}
	return nil
}

func (s Serve) validateAddr() error {
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return fmt.Errorf("--addr %q is not host:port, such as %s", s.Addr, DefaultAddr)
	}
	if IsLoopback(host) || s.Token != "" || s.Insecure {
		return nil
	}
	return fmt.Errorf("--addr %s is reachable from other machines: set --token (or HTMLGRAPH_TOKEN), or say --insecure", s.Addr)
}

// IsLoopback reports whether host names this machine only.
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
		return errors.New(`--cache takes "memory" or redis://host:port/0`)
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

// Level returns the log level that LogLevel names.
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
