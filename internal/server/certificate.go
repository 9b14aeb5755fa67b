package server

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// certificateInterval is how often the files of a certificate are looked at, while connections are made.
const certificateInterval = 10 * time.Second

// Certificate is a certificate with its key in two files, which may be replaced while the server runs. It is safe for concurrent use.
type Certificate struct {
	certFile, keyFile string
	now               func() time.Time
	logger            *slog.Logger
	current           atomic.Pointer[tls.Certificate]
	// looked is when the files were looked at last, in nanoseconds. stamp is how they were when they were read last.
	looked atomic.Int64
	stamp  atomic.Pointer[certificateStamp]
}

// certificateStamp is the time and the size of both files: a file that was replaced has another one of them.
type certificateStamp struct {
	certAt, keyAt     time.Time
	certSize, keySize int64
}

// LoadCertificate reads a certificate and its key, in PEM. Its error is a sentence for the operator.
func LoadCertificate(certFile, keyFile string, now func() time.Time, logger *slog.Logger) (*Certificate, error) {
	c := &Certificate{certFile: certFile, keyFile: keyFile, now: now, logger: logger}
	stamp, err := c.stampOfFiles()
	if err == nil {
		err = c.read(stamp)
	}
	if err != nil {
		return nil, fmt.Errorf("the certificate cannot be used: %w", err)
	}
	c.looked.Store(now().UnixNano())
	return c, nil
}

// Config returns the settings of TLS, with the certificate that the files have when a client connects. WebSockets and streams need HTTP/1.1.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			c.refresh()
			return c.current.Load(), nil
		},
	}
}

// refresh reads the files again if they were replaced. A certificate that cannot be read leaves the one before it in use: the files may be being
// written, one after the other.
func (c *Certificate) refresh() {
	now, looked := c.now().UnixNano(), c.looked.Load()
	if now-looked < int64(certificateInterval) || !c.looked.CompareAndSwap(looked, now) {
		return
	}
	stamp, err := c.stampOfFiles()
	if err == nil && stamp == *c.stamp.Load() {
		return
	}
	if err == nil {
		err = c.read(stamp)
	}
	if err != nil {
		c.logger.Warn("the new certificate cannot be used; the one before it stays in use", "error", err)
		return
	}
	c.logger.Info("the certificate was replaced", "file", c.certFile)
}

func (c *Certificate) read(stamp certificateStamp) error {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	c.current.Store(&pair)
	c.stamp.Store(&stamp)
	return nil
}

func (c *Certificate) stampOfFiles() (stamp certificateStamp, err error) {
	cert, err := os.Stat(c.certFile)
	if err != nil {
		return stamp, err
	}
	key, err := os.Stat(c.keyFile)
	if err != nil {
		return stamp, err
	}
	return certificateStamp{cert.ModTime(), key.ModTime(), cert.Size(), key.Size()}, nil
}
