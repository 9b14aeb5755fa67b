package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"time"
)

//go:embed templates
var templates embed.FS

// renderer makes pages of templates.
type renderer struct {
	sets    map[string]*template.Template
	assets  *Assets
	version string
	now     func() time.Time
}

// shared are the templates that every page may use; each other file defines "content" of one page, and parts of it.
var shared = []string{"templates/layout.html", "templates/parts.html", "templates/rows.html", "templates/costs.html"}

func newRenderer(assets *Assets, version string, now func() time.Time) (*renderer, error) {
	r := &renderer{sets: map[string]*template.Template{}, assets: assets, version: version, now: now}
	files, err := templates.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	for _, file := range files {
		set := template.New(file.Name()).Option("missingkey=error").Funcs(r.functions())
		if set, err = set.ParseFS(templates, append([]string{"templates/" + file.Name()}, shared...)...); err != nil {
			return nil, fmt.Errorf("parse templates: %w", err)
		}
		r.sets[file.Name()] = set
	}
	return r, nil
}

// view is what one page shows.
type view struct {
	// Tab is the name of the tab that the page belongs to.
	Tab string
	// Title is that of the window.
	Title string
	// Data is what the template of the content takes.
	Data any
}

// layout is what the frame around a page takes.
type layout struct {
	view
	Tabs    []tab
	Version string
}

// page renders the template file: whole, or its content alone.
func (r *renderer) page(file string, ask asker, v view) (page, error) {
	name := "layout"
	if ask.part() {
		name = "part"
	}
	return r.execute(file, name, layout{view: v, Tabs: tabs(v.Tab), Version: r.version})
}

// part renders one template of the file, without a frame.
func (r *renderer) part(file, name string, data any) (page, error) {
	return r.execute(file, name, data)
}

func (r *renderer) execute(file, name string, data any) (page, error) {
	var out bytes.Buffer
	if err := r.sets[file].ExecuteTemplate(&out, name, data); err != nil {
		return page{}, fmt.Errorf("render %s: %w", file, err)
	}
	return page{body: out.Bytes()}, nil
}
