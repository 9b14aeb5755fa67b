package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/openapi"
)

// valuesOfParameter is how many values of one parameter are tried.
const valuesOfParameter = 3

// read checks an operation that reads: what it requires, each other parameter by itself, what is not permitted, the next page, and what has not
// changed.
func (c *checker) read(ctx context.Context) error {
	plain := c.plain()
	got, ok, err := c.send(ctx, plain)
	if err != nil || !ok {
		return err
	}
	c.expectSuccess(plain, got)
	if got.status == http.StatusOK && openapi.IsJSON(got.header) {
		c.ids.learn(c.op.Path, got.body)
		c.learnVersion(got.body)
	}
	for _, step := range []func(context.Context, request, response) error{c.unchanged, c.nextPage, c.parameters, c.refused, c.unknown} {
		if err := step(ctx, plain, got); err != nil {
			return err
		}
	}
	return nil
}

// ask sends a request that must succeed.
func (c *checker) ask(ctx context.Context, r request) error {
	got, ok, err := c.send(ctx, r)
	if ok {
		c.expectSuccess(r, got)
	}
	return err
}

// expectSuccess compares a response with the document. A request as the document permits it succeeds, is sent elsewhere by a redirect that the
// document names, or does not find an id.
func (c *checker) expectSuccess(r request, got response) {
	switch {
	case got.status >= 200 && got.status < 300:
	case got.status >= 300 && got.status < 400 && got.status != http.StatusNotModified && c.op.Documents(got.status):
	case got.status == http.StatusNotFound && !r.known && c.op.Documents(http.StatusNotFound):
	case got.status == http.StatusServiceUnavailable && c.op.ID == "getReadiness":
	default:
		c.deviate(r, "the document permits this request", came(got))
		return
	}
	c.compare(r, got)
}

// expectProblem compares the response to a request that must be refused with a status.
func (c *checker) expectProblem(r request, got response, status int, why string) {
	if got.status != status {
		c.deviate(r, fmt.Sprintf("%s, which leads to the status %d", why, status), came(got))
		return
	}
	c.compare(r, got)
}

// compare compares a response with what the document says of its status.
func (c *checker) compare(r request, got response) {
	if got.cut && openapi.IsJSON(got.header) {
		c.deviate(r, "a body ends", fmt.Sprintf("more than %d bytes", c.Longest))
		return
	}
	for _, fault := range c.op.ResponseFaults(got.status, got.header, got.body) {
		c.deviate(r, fault, came(got))
	}
	if strings.HasPrefix(got.header.Get("Content-Type"), "application/x-ndjson") {
		c.compareLines(r, got)
	}
}

// compareLines checks that each whole line of a body is JSON.
func (c *checker) compareLines(r request, got response) {
	lines := bytes.Split(got.body, []byte("\n"))
	for i, line := range lines[:len(lines)-1] {
		if !json.Valid(line) {
			c.deviate(r, fmt.Sprintf("each line is JSON, line %d is not", i+1), excerpt(line))
			return
		}
	}
}

// came describes a response in a few words.
func came(got response) string {
	text := fmt.Sprintf("%d", got.status)
	if name := http.StatusText(got.status); name != "" {
		text += " " + name
	}
	if location := got.header.Get("Location"); location != "" {
		text += " to " + location
	}
	if len(got.body) > 0 {
		text += " " + excerpt(got.body)
	}
	return text
}

// excerpt returns the beginning of a body in one line.
func excerpt(body []byte) string {
	const longest = 120
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), 4*longest)]), "?")), " ")
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	return text
}

// unchanged asks again for what has not changed.
func (c *checker) unchanged(ctx context.Context, plain request, first response) error {
	tag := first.header.Get("ETag")
	if first.status != http.StatusOK || !c.op.Documents(http.StatusNotModified) {
		return nil
	}
	if tag == "" {
		c.deviate(plain, "a response that can be unchanged (304) has an ETag", "none")
		return nil
	}
	again := plain
	again.header = plain.header.Clone()
	again.header.Set("If-None-Match", tag)
	got, ok, err := c.send(ctx, again)
	if !ok {
		return err
	}
	again.target += " (If-None-Match)"
	if got.status == http.StatusOK && got.header.Get("ETag") != tag { // it did change
		c.compare(again, got)
		return nil
	}
	c.expectProblem(again, got, http.StatusNotModified, "the ETag is that of the response")
	return nil
}

var nextLink = regexp.MustCompile(`<([^>]*)>\s*;\s*rel="?next"?`)

// nextPage follows the link to the next page of a list, once. A list of one item a page has one soonest.
func (c *checker) nextPage(ctx context.Context, plain request, _ response) error {
	if !c.op.IsList() || !c.has("limit") {
		return nil
	}
	short := request{target: withQuery(plain.target, url.Values{"limit": {"1"}}), header: plain.header, known: plain.known}
	got, ok, err := c.send(ctx, short)
	if !ok {
		return err
	}
	c.expectSuccess(short, got)
	link := nextLink.FindStringSubmatch(strings.Join(got.header.Values("Link"), ", "))
	if link == nil {
		return nil
	}
	next, err := c.Base.Parse(link[1])
	if err != nil || next.Host != c.Base.Host {
		c.deviate(short, "the next page is on the same server", link[1])
		return nil //nolint:nilerr // it is a deviation
	}
	return c.ask(ctx, request{target: next.RequestURI(), header: plain.header, known: true})
}

func (c *checker) has(parameter string) bool {
	for _, p := range c.op.Parameters() {
		if p.Name == parameter && p.In == "query" {
			return true
		}
	}
	return false
}

// parameters asks with each parameter that may be there by itself.
func (c *checker) parameters(ctx context.Context, plain request, _ response) error {
	for _, p := range c.op.Parameters() {
		if p.Required || p.In == "path" || p.Name == "If-None-Match" { // conditional requests are checked by themselves
			continue
		}
		for _, value := range c.values(p) {
			r := request{target: plain.target, header: plain.header.Clone(), known: plain.known}
			if p.In == "query" {
				r.target = withQuery(plain.target, url.Values{p.Name: {value}})
			} else {
				r.header.Set(p.Name, value)
			}
			if err := c.ask(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// values returns values of a parameter: of the server, and of the document.
func (c *checker) values(p openapi.Parameter) []string {
	values := p.Values
	if own := c.ids.ofName(p.Name); own != "" && p.Invalid == "" || own != "" && len(p.Values) == 0 && len(own) < 100 {
		values = append([]string{own}, values...)
	}
	return values[:min(len(values), valuesOfParameter)]
}

// refused asks with values that the document does not permit.
func (c *checker) refused(ctx context.Context, plain request, _ response) error {
	if !c.op.Documents(http.StatusUnprocessableEntity) {
		return nil
	}
	for _, p := range c.op.Parameters() {
		if p.In != "query" || p.Invalid == "" || p.Required {
			continue
		}
		r := request{target: withQuery(plain.target, url.Values{p.Name: {p.Invalid}}), header: plain.header}
		got, ok, err := c.send(ctx, r)
		if err != nil {
			return err
		}
		if ok {
			c.expectProblem(r, got, http.StatusUnprocessableEntity, p.Name+" is not valid")
		}
	}
	return nil
}

// unknown asks for an id that the server does not have.
func (c *checker) unknown(ctx context.Context, _ request, _ response) error {
	if !c.op.Documents(http.StatusNotFound) || !needsID(c.op) {
		return nil
	}
	r := c.unknownRequest()
	got, ok, err := c.send(ctx, r)
	if ok {
		c.expectProblem(r, got, http.StatusNotFound, "there is no such id")
	}
	return err
}

// unknownRequest returns the plain request with ids that no server has.
func (c *checker) unknownRequest() request {
	r := request{target: c.op.Path, header: http.Header{}}
	query := url.Values{}
	for _, p := range c.op.Parameters() {
		switch {
		case p.In == "path":
			r.target = strings.ReplaceAll(r.target, "{"+p.Name+"}", url.PathEscape(unknownID(p)))
		case p.Required && p.In == "query":
			query.Set(p.Name, unknownID(p))
		}
	}
	r.target = withQuery(r.target, query)
	return r
}

// learnVersion keeps the version that the document of the server states.
func (c *checker) learnVersion(body []byte) {
	if c.op.Path != "/openapi.json" {
		return
	}
	var document struct {
		Info struct {
			Version string `json:"version"`
		} `json:"info"`
	}
	if json.Unmarshal(body, &document) == nil {
		c.report.Version = document.Info.Version
	}
}
