package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"time"
)

//go:embed templates
var templates embed.FS

// renderer renders pages from templates.
type renderer struct {
	sets    map[string]*template.Template
	assets  *Assets
	version string
	now     func() time.Time
}

// shared are the templates that every page may use. Each other file defines the template "content" of one page, and parts of it.
var shared = []string{
	"templates/layout.html", "templates/parts.html", "templates/rows.html", "templates/costs.html", "templates/texts.html", "templates/message/*.html",
}

func newRenderer(assets *Assets, version string, now func() time.Time) (*renderer, error) {
	r := &renderer{sets: map[string]*template.Template{}, assets: assets, version: version, now: now}
	files, err := templates.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	for _, file := range files {
		if file.IsDir() {
			continue
		}
		set := template.New(file.Name()).Option("missingkey=error").Funcs(r.functions())
		if set, err = set.ParseFS(templates, append([]string{"templates/" + file.Name()}, shared...)...); err != nil {
			return nil, fmt.Errorf("parse templates: %w", err)
		}
		boundTexts(set)
		r.sets[file.Name()] = set
	}
	return r, nil
}

// view is the content of one page.
type view struct {
	// Tab is the name of the tab under which the page appears.
	Tab string
	// Title is the title of the browser window.
	Title string
	// Data is passed to the template "content".
	Data any
	// Opened leads to the details that are open beside the page, "" for none. A script shows them; without it the page has a link.
	Opened string
}

// layout is the data of the template around the content.
type layout struct {
	view
	Tabs    navigation
	Version string
}

// page renders a template file: the complete page, or only its content where HTMX asked for that.
func (r *renderer) page(file string, htmx htmxRequest, v view) (page, error) {
	name := "layout"
	if htmx.isPartial() {
		name = "part"
	}
	return r.execute(file, name, layout{view: v, Tabs: newNavigation(v.Tab), Version: r.version})
}

// part renders one template of a file, without the layout.
func (r *renderer) part(file, name string, data any) (page, error) {
	return r.execute(file, name, data)
}

// write renders one template of a file to w.
func (r *renderer) write(w io.Writer, file, name string, data any) error {
	p, err := r.part(file, name, data)
	if err != nil {
		return err
	}
	_, err = w.Write(p.body)
	return err
}

// styles returns the style sheets that messages need, for a file that loads none.
func (r *renderer) styles() (template.CSS, error) {
	var all bytes.Buffer
	for _, name := range []string{"base.css", "layout.css", "code.css", "texts.css", "reader.css"} {
		file, ok := r.assets.files[name]
		if !ok {
			return "", fmt.Errorf("no such asset: %s", name)
		}
		all.Write(file.body)
	}
	return template.CSS(all.String()), nil //nolint:gosec // they are our own
}

func (r *renderer) execute(file, name string, data any) (page, error) {
	var out bytes.Buffer
	if err := r.sets[file].ExecuteTemplate(&out, name, data); err != nil {
		return page{}, fmt.Errorf("render %s: %w", file, err)
	}
	return page{body: out.Bytes()}, nil
}
