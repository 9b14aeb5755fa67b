package server_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/server"
)

// certificateFiles are the files of a certificate that a test replaces.
type certificateFiles struct {
	t         *testing.T
	cert, key string
	now       time.Time
}

func newCertificateFiles(t *testing.T) *certificateFiles {
	t.Helper()
	folder := t.TempDir()
	return &certificateFiles{t, filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"), time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)}
}

// write writes a certificate with a name, and its key.
func (f *certificateFiles) write(name string) {
	f.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: f.now, NotAfter: f.now.AddDate(1, 0, 0),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		f.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		f.t.Fatal(err)
	}
	f.put(f.cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}))
	f.put(f.key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

// put writes a file with a time of its own, so that it counts as replaced.
func (f *certificateFiles) put(path string, text []byte) {
	f.t.Helper()
	f.now = f.now.Add(time.Minute)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Chtimes(path, f.now, f.now); err != nil {
		f.t.Fatal(err)
	}
}

// used returns the name in the certificate that a client gets.
func (f *certificateFiles) used(config *tls.Config) string {
	f.t.Helper()
	pair, err := config.GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		f.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		f.t.Fatal(err)
	}
	return cert.Subject.CommonName
}

func TestACertificateIsReplacedWhileTheServerRuns(t *testing.T) {
	f := newCertificateFiles(t)
	f.write("first")
	certificate, err := server.LoadCertificate(f.cert, f.key, func() time.Time { return f.now }, newLogger())
	if err != nil {
		t.Fatal(err)
	}
	config := certificate.Config()
	for _, step := range []struct {
		name   string
		change func()
		want   string
	}{
		{"nothing changed", func() {}, "first"},
		{"both files are new", func() { f.write("second") }, "second"},
		{"one of them is being written", func() { f.put(f.cert, []byte("-----BEGIN")) }, "second"},
		{"the files are gone", func() { os.Remove(f.cert) }, "second"},
		{"they are there again", func() { f.write("third") }, "third"},
	} {
		step.change()
		f.now = f.now.Add(time.Minute)
		if got := f.used(config); got != step.want {
			t.Errorf("%s: clients get %q, want %q", step.name, got, step.want)
		}
	}
}

func TestTheFilesOfACertificateAreNotLookedAtForEachConnection(t *testing.T) {
	f := newCertificateFiles(t)
	f.write("first")
	at := f.now
	certificate, err := server.LoadCertificate(f.cert, f.key, func() time.Time { return at }, newLogger())
	if err != nil {
		t.Fatal(err)
	}
	f.write("second")
	if got := f.used(certificate.Config()); got != "first" {
		t.Errorf("in the same moment clients get %q", got)
	}
	at = at.Add(10 * time.Second)
	if got := f.used(certificate.Config()); got != "second" {
		t.Errorf("ten seconds later clients get %q", got)
	}
}

func TestACertificateThatCannotBeUsedIsReported(t *testing.T) {
	f := newCertificateFiles(t)
	load := func() string {
		_, err := server.LoadCertificate(f.cert, f.key, time.Now, newLogger())
		if err == nil {
			t.Fatal("it can be used")
		}
		return err.Error()
	}
	if said := load(); !strings.Contains(said, "no such file") {
		t.Errorf("without files: %s", said)
	}
	f.write("first")
	other := newCertificateFiles(t)
	other.write("other")
	f.key = other.key
	if said := load(); !strings.Contains(said, "private key does not match") {
		t.Errorf("with the key of another one: %s", said)
	}
}
