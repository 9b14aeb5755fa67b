package web

import "net/http"

// policy is the content security policy: a page loads and runs only files of this server.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// page is a rendered page, or its content alone. Every operation of the dashboard returns it.
type page struct{ body []byte }

func (p page) write(w http.ResponseWriter) error {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy)
	_, err := w.Write(p.body)
	return err
}
