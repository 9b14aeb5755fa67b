package web

import (
	"bytes"
	"html/template"
	"strings"
	"testing"
)

func TestEveryPrintedTextIsBounded(t *testing.T) {
	type named string
	long := strings.Repeat("é", maxShown)
	set := template.Must(template.New("page").Funcs(template.FuncMap{"bounded": bounded, "shown": func(text string) string { return text }}).Parse(
		`{{define "part"}}{{.}}{{end}}{{$kept := .Text}}<a href="/?q={{.Text}}" title="{{.Text}}">{{range .List}}{{.}}{{else}}none{{end}}` +
			`{{with .Named}}{{printf "%s" .}}{{end}}{{if .Pointer}}{{.Pointer}}{{end}}{{template "part" $kept}}</a>`))
	boundTexts(set)
	var out bytes.Buffer
	err := set.Execute(&out, map[string]any{"Text": long, "List": []string{long, long}, "Named": named(long), "Pointer": &long})
	if err != nil {
		t.Fatal(err)
	}
	const texts, escaped = 7, 3 // in a URL, a byte takes up to three
	if out.Len() > (texts+escaped)*maxShown || strings.Count(out.String(), "…") != texts-1 {
		t.Errorf("%d bytes with %d marks", out.Len(), strings.Count(out.String(), "…"))
	}
}

func TestWhatIsShownWholeIsNotBounded(t *testing.T) {
	long := strings.Repeat("x", 2*maxShown)
	set := template.Must(template.New("page").Funcs(template.FuncMap{"bounded": bounded, "shown": func(text string) string { return text }}).Parse(`{{shown .}}`))
	boundTexts(set)
	var out bytes.Buffer
	if err := set.Execute(&out, long); err != nil || out.String() != long {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
}

func TestALinkIsWholeOrLeftOut(t *testing.T) {
	whole, longer := strings.Repeat("x", maxAddress), strings.Repeat("x", maxAddress+1)
	set := template.Must(template.New("page").Funcs(template.FuncMap{"boundedLink": boundedLink, "link": func(text string) string { return text }}).Parse(
		`<a href="{{link .Whole}}"></a><a href="{{link .Longer}}"></a>`))
	boundTexts(set)
	var out bytes.Buffer
	want := `<a href="` + whole + `"></a><a href=""></a>`
	if err := set.Execute(&out, map[string]string{"Whole": whole, "Longer": longer}); err != nil || out.String() != want {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
}
