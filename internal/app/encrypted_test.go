package app_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/internal/config"
)

// TestAServerSpeaksTLS serves with the certificate of a test server, which is for 127.0.0.1.
func TestAServerSpeaksTLS(t *testing.T) {
	example := httptest.NewTLSServer(http.NotFoundHandler())
	defer example.Close()
	pair := example.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	cert := filepath.Join(folder, "cert.pem")
	for path, block := range map[string]*pem.Block{
		cert: {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, filepath.Join(folder, "key.pem"): {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := start(t, func(s *config.Serve) { s.TLSCert, s.TLSKey = cert, filepath.Join(folder, "key.pem") })
	defer r.end(t)
	if !strings.HasPrefix(r.base, "https://127.0.0.1:") {
		t.Fatalf("it listens on %s", r.base)
	}
	response, err := example.Client().Get(r.base + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || response.TLS.Version < tls.VersionTLS12 || response.ProtoMajor != 1 {
		t.Errorf("status %d, TLS %x, %s", response.StatusCode, response.TLS.Version, response.Proto)
	}
	if response, err := http.Get("http://" + strings.TrimPrefix(r.base, "https://") + "/healthz"); err == nil {
		response.Body.Close()
		if response.StatusCode == http.StatusOK {
			t.Error("it answers without TLS")
		}
	}
}
