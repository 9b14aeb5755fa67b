package redact_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/htmlgraph/htmlgraph/internal/redact"
	"github.com/htmlgraph/htmlgraph/internal/testkit/secrets"
)

// FuzzText demands that a token is taken out wherever it stands, that a text stays one which can be stored, does not grow beyond its
// marks, and has nothing more to take out.
func FuzzText(f *testing.F) {
	token := "ghp_" + strings.Repeat("a1B2", 10)
	for _, leak := range secrets.Leaks(1) {
		f.Add(leak.Text, "")
		f.Add("", leak.Text)
	}
	for _, text := range secrets.Harmless() {
		f.Add(text, text)
	}
	f.Add("\xff\xfe\x00", "secret:=\"x\"password:\"y\"")
	f.Fuzz(func(t *testing.T, before, after string) {
		text := before + " " + token + " " + after
		redacted := redact.Text(text)
		if strings.Contains(redacted, token) {
			t.Fatalf("a token stays in %q", redacted)
		}
		if utf8.ValidString(text) && !utf8.ValidString(redacted) {
			t.Fatalf("%q became %q", text, redacted)
		}
		if len(redacted) > len(text)*(1+len(redact.Mark)) {
			t.Fatalf("%d bytes became %d", len(text), len(redacted))
		}
		if again := redact.Text(redacted); again != redacted {
			t.Fatalf("%q became %q, and that %q", text, redacted, again)
		}
		if json.Valid([]byte(text)) && !json.Valid([]byte(redacted)) {
			t.Fatalf("%q became %q", text, redacted)
		}
	})
}

// FuzzJSON demands that JSON stays JSON with the same members and arrays, and has nothing more to take out.
func FuzzJSON(f *testing.F) {
	for _, leak := range secrets.Leaks(2) {
		f.Add("", []byte(leak.Text))
		text, _ := json.Marshal(map[string]any{"password": leak.Secret, "a": []any{leak.Text, leak.Text}})
		f.Add("token", text)
	}
	for _, value := range []string{`"\ud800"`, `{"a":1,"a":2}`, `1e999`, `{"a":"\u003c\u2028"}`, `{"pass\u0077ord":["x",{"value":1}]}`, `[["--token"],"x"]`} {
		f.Add("", []byte(value))
	}
	f.Fuzz(func(t *testing.T, member string, value []byte) {
		redacted := redact.JSON(member, bytes.Clone(value))
		if !json.Valid(value) {
			return
		}
		before, after := shape(t, value), shape(t, redacted)
		if before != after {
			t.Fatalf("%q became %q", value, redacted)
		}
		if again := redact.JSON(member, bytes.Clone(redacted)); !bytes.Equal(again, redacted) {
			t.Fatalf("%q became %q, and that %q", value, redacted, again)
		}
	})
}

// shape returns the members and arrays of a JSON value, in their order, without what stands in them.
func shape(t *testing.T, value []byte) string {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var out strings.Builder
	var open []bool // objects, and whether a name comes next
	for {
		token, err := decoder.Token()
		if err != nil {
			if len(open) > 0 {
				t.Fatalf("%q: %v", value, err)
			}
			return out.String()
		}
		isName := false
		if n := len(open); n > 0 && open[n-1] {
			isName = strings.HasSuffix(out.String(), "{") || strings.HasSuffix(out.String(), ",")
		}
		switch v := token.(type) {
		case json.Delim:
			out.WriteString(v.String())
			if v == '{' || v == '[' {
				open = append(open, v == '{')
				continue
			}
			open = open[:len(open)-1]
		case string:
			if isName {
				fmt.Fprintf(&out, "%q:", v)
				continue
			}
			out.WriteString("value")
		default:
			out.WriteString("value")
		}
		out.WriteString(",")
	}
}
