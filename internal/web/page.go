package web

import "net/http"

// policy lets a page load and run nothing but the files of this server.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// page is a page, or the content of one, that is ready to be written. It is the answer to all operations of the dashboard.
type page struct{ body []byte }

func (p page) write(w http.ResponseWriter) error {
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy)
	header.Set("Cache-Control", "no-store") // it is out of date with the next commit
	header.Add("Vary", "HX-Request, HX-History-Restore-Request")
	_, err := w.Write(p.body)
	return err
}
