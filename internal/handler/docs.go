package handler

import (
	"context"
	"net/http"

	"github.com/htmlgraph/htmlgraph/gen/api"
)

// docsPage shows the document with Redoc. It loads everything from this server.
const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>HtmlGraph API</title>
<link rel="icon" href="data:,">
<style>body { margin: 0 }</style>
</head>
<body>
<redoc spec-url="/openapi.yaml" disable-search="false" hide-download-button="false" expand-responses="101"></redoc>
<script src="/docs/redoc.js"></script>
</body>
</html>
`

// docsPolicy allows the page to load only from this server. Redoc creates its styles and its search worker at run time, so this
// page allows inline styles and blob workers.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; worker-src blob:; base-uri 'none'; frame-ancestors 'none'"

// GetDocs returns a page that shows the document and works offline.
func (h *Service) GetDocs(context.Context, api.GetDocsRequestObject) (api.GetDocsResponseObject, error) {
	return docsPart{plain{
		contentType: "text/html; charset=utf-8",
		header:      map[string]string{"Content-Security-Policy": docsPolicy},
		body:        []byte(docsPage),
	}}, nil
}

// GetDocsScript returns the script of that page.
func (h *Service) GetDocsScript(context.Context, api.GetDocsScriptRequestObject) (api.GetDocsScriptResponseObject, error) {
	return docsPart{plain{
		contentType: "text/javascript; charset=utf-8",
		header:      map[string]string{"Cache-Control": "public, max-age=86400"},
		body:        h.docs.Redoc,
	}}, nil
}

// docsPart is a part of the documentation page.
type docsPart struct{ plain }

// VisitGetDocsResponse writes the page.
func (d docsPart) VisitGetDocsResponse(w http.ResponseWriter) error { return d.write(w) }

// VisitGetDocsScriptResponse writes the script.
func (d docsPart) VisitGetDocsScriptResponse(w http.ResponseWriter) error { return d.write(w) }
