package verify

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// Deviation is a response that differs from the document.
type Deviation struct {
	// Request is what was asked for, "GET /api/events?limit=1".
	Request string
	// Said is what the document says, or what is wrong by it; Came is what the server sent.
	Said, Came string
}

// String returns the deviation in one line.
func (d Deviation) String() string { return d.Request + ": " + d.Said + "; the server sent " + d.Came }

// Check is what was found about one operation.
type Check struct {
	// Operation is the operationId.
	Operation  string
	Requests   int
	Deviations []Deviation
	// Skipped says why the operation was not checked, "" if it was.
	Skipped string
	Took    time.Duration
}

// Report is what was found about a server, by operation.
type Report struct {
	Checks []Check
	// Version is the version that the server's own document states, "" if unknown.
	Version string
}

// Deviations returns the number of deviations.
func (r Report) Deviations() int {
	n := 0
	for _, c := range r.Checks {
		n += len(c.Deviations)
	}
	return n
}

// Requests returns the number of requests that were sent.
func (r Report) Requests() int {
	n := 0
	for _, c := range r.Checks {
		n += c.Requests
	}
	return n
}

// Checked returns the number of operations that were checked.
func (r Report) Checked() int {
	n := 0
	for _, c := range r.Checks {
		if c.Skipped == "" {
			n++
		}
	}
	return n
}

type suite struct {
	XMLName  xml.Name   `xml:"testsuite"`
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Skipped  int        `xml:"skipped,attr"`
	Time     string     `xml:"time,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Time    string   `xml:"time,attr"`
	Failure *failure `xml:"failure"`
	Skipped *skipped `xml:"skipped"`
}

type failure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type skipped struct {
	Message string `xml:"message,attr"`
}

// WriteJUnit writes the report in the form of JUnit, with a case for each operation.
func (r Report) WriteJUnit(w io.Writer) error {
	s := suite{Name: "htmlgraph verify", Tests: len(r.Checks)}
	var total time.Duration
	for _, c := range r.Checks {
		total += c.Took
		one := testCase{Class: "htmlgraph", Name: c.Operation, Time: seconds(c.Took)}
		if c.Skipped != "" {
			s.Skipped++
			one.Skipped = &skipped{c.Skipped}
		}
		if len(c.Deviations) > 0 {
			s.Failures++
			var lines []string
			for _, d := range c.Deviations {
				lines = append(lines, d.String())
			}
			one.Failure = &failure{fmt.Sprintf("%d deviations from the document", len(lines)), strings.Join(lines, "\n")}
		}
		s.Cases = append(s.Cases, one)
	}
	s.Time = seconds(total)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(s); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
