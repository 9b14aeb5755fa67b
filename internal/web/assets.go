package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"

	"github.com/htmlgraph/htmlgraph/gen/api"
	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

//go:embed static
var static embed.FS

// Assets are the files that pages load. Their paths contain a version that changes with their content.
type Assets struct {
	version string
	files   map[string]asset
}

// newAssets reads the embedded files. version becomes part of their paths; "" stands for a digest of all files.
func newAssets(version string) (*Assets, error) {
	a := &Assets{version: version, files: map[string]asset{}}
	digest := sha256.New()
	err := fs.WalkDir(static, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := static.ReadFile(name)
		if contentType, served := contentTypes[path.Ext(name)]; served {
			fmt.Fprintf(digest, "%s %d\n%s", name, len(body), body)
			a.files[path.Base(name)] = asset{contentType: contentType, body: body}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the files of the dashboard: %w", err)
	}
	if a.version == "" {
		a.version = hex.EncodeToString(digest.Sum(nil))[:12]
	}
	return a, nil
}

// path returns the URL path of a file. It returns an error where no such file exists.
func (a *Assets) path(name string) (string, error) {
	if _, ok := a.files[name]; !ok {
		return "", fmt.Errorf("no such asset: %s", name)
	}
	return "/static/" + a.version + "/" + name, nil
}

// GetAsset returns a file. A page that was opened before an update asks for an older version: it gets the current file, with
// headers that keep browsers from caching it under the old path.
func (a *Assets) GetAsset(_ context.Context, request api.GetAssetRequestObject) (api.GetAssetResponseObject, error) {
	file, ok := a.files[request.File]
	if !ok {
		return nil, apperr.NotFound("There is no such file.")
	}
	file.immutable = request.Version == a.version
	return file, nil
}

// asset is one file.
type asset struct {
	contentType string
	body        []byte
	immutable   bool
}

// contentTypes maps file extensions to content types. Files with other extensions are not served.
var contentTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// VisitGetAssetResponse writes the file.
func (a asset) VisitGetAssetResponse(w http.ResponseWriter) error {
	header := w.Header()
	header.Set("Content-Type", a.contentType)
	header.Set("Cache-Control", "no-cache")
	if a.immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, err := w.Write(a.body)
	return err
}
