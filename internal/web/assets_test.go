package web

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

// TestAssetsAreSmallInTotal keeps pages fast to load on a slow connection.
func TestAssetsAreSmallInTotal(t *testing.T) {
	const most = 250 << 10
	assets, err := newAssets("")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, file := range assets.files {
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		if _, err := writer.Write(file.body); err != nil {
			t.Fatal(err)
		}
		if err := writer.Close(); err != nil {
			t.Fatal(err)
		}
		total += packed.Len()
	}
	t.Logf("%d files, %d bytes compressed", len(assets.files), total)
	if total == 0 || total > most {
		t.Errorf("%d bytes, at most %d", total, most)
	}
}

func TestNoAssetRefersToAnotherServer(t *testing.T) {
	assets, err := newAssets("")
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range assets.files {
		own := !strings.Contains(name, ".min.")
		if own && (bytes.Contains(file.body, []byte("https://")) || bytes.Contains(file.body, []byte("url(http"))) {
			t.Errorf("%s refers to another server", name)
		}
	}
}

func TestPathsExistOnlyForEmbeddedFiles(t *testing.T) {
	assets, err := newAssets("v1")
	if err != nil {
		t.Fatal(err)
	}
	if path, err := assets.path("app.js"); err != nil || path != "/static/v1/app.js" {
		t.Errorf("%s, %v", path, err)
	}
	if path, err := assets.path("nothing.js"); err == nil {
		t.Errorf("a missing file has the path %s", path)
	}
}
