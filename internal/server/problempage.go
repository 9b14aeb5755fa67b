package server

import (
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
)

// problemPages shows problems as pages to people who open a page. Programs and scripts of pages get them as JSON.
func problemPages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept")
		if strings.Contains(r.Header.Get("Accept"), "text/html") && r.Header.Get("HX-Request") == "" {
			w = &problemPage{ResponseWriter: w}
		}
		next.ServeHTTP(w, r)
	})
}

// problemPage writes a problem as a page, and passes everything else through.
type problemPage struct {
	http.ResponseWriter
	isProblem bool
}

// WriteHeader detects a problem by its content type.
func (p *problemPage) WriteHeader(status int) {
	header := p.Header()
	if p.isProblem = header.Get("Content-Type") == "application/problem+json"; p.isProblem {
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	}
	p.ResponseWriter.WriteHeader(status)
}

// Write writes the body. The body of a problem arrives in one call.
func (p *problemPage) Write(body []byte) (int, error) {
	if !p.isProblem {
		return p.ResponseWriter.Write(body)
	}
	var content problem
	if err := json.Unmarshal(body, &content); err != nil {
		return 0, err
	}
	return len(body), problemTemplate().Execute(p.ResponseWriter, content)
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (p *problemPage) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func problemTemplate() *template.Template {
	return template.Must(template.New("problem").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Title}} · HtmlGraph</title>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Detail}}</p>
{{with .Errors}}<ul>{{range .}}<li>{{range .Loc}}{{.}} {{end}}: {{.Msg}}</li>{{end}}</ul>
{{end}}<p><a href="/">To the dashboard</a></p>
{{with .RequestID}}<p><small>Request {{.}}</small></p>
{{end}}</body>
</html>
`))
}
