package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/model"
	"github.com/htmlgraph/htmlgraph/internal/openapi"
	"github.com/htmlgraph/htmlgraph/internal/render"
	"github.com/htmlgraph/htmlgraph/internal/service/session"
)

// functions are the functions that templates can call.
func (r *renderer) functions() template.FuncMap {
	return template.FuncMap{
		"asset":       r.assets.path,
		"clock":       newClock,
		"count":       count,
		"cut":         cut,
		"shown":       shown,
		"base":        base,
		"bytes":       byteSize,
		"bounded":     bounded,
		"boundedLink": boundedLink,
		"cost":        newAmount,
		"duration":    duration,
		"figure":      newFigure,
		"file":        filePath,
		"key":         key,
		"label":       label,
		"level":       severity,
		"link":        link,
		"linkTo":      linkTo,
		"messageLink": messagePath,
		"reference":   reference,
		"or":          orText,
		"prompt":      session.PromptTitle,
		"rate":        rate,
		"dataOf":      dataOf,
		"decimal":     decimal,
		"safe":        safe,
		"cutLine":     cutLine,
		"dict":        dict,
		"state":       stateOf,
		"stored":      stored,
		"styles":      r.styles,
		"summary":     inputTitle,
		"task":        taskTitle,
		"text":        text,
		"tree":        parseJSONTree,
		"isUsed":      isUsed,
		"unnamed":     session.Unnamed,
		"usageShare":  usageShare,
		"usd":         usd,
	}
}

// clock is a time as a page shows it. Machine is exact; Human is in UTC until a script shows it in the local time zone.
type clock struct{ Machine, Human string }

// newClock returns the clock of an instant. A stored text that is not a time is shown as it is.
func newClock(i model.Instant) clock {
	at, ok := i.Time()
	if !ok {
		return clock{Human: string(i)}
	}
	return clock{Machine: at.Format("2006-01-02T15:04:05.000Z"), Human: at.Format("2006-01-02 15:04:05")}
}

// duration formats seconds in a readable unit.
func duration(seconds float64) string {
	switch {
	case seconds <= 0:
		return "0 s"
	case seconds < 0.9995:
		return strconv.FormatFloat(seconds*1000, 'f', 0, 64) + " ms"
	case seconds < 9.95:
		return strconv.FormatFloat(seconds, 'f', 1, 64) + " s"
	case seconds < 59.5:
		return strconv.FormatFloat(seconds, 'f', 0, 64) + " s"
	case seconds > float64(math.MaxInt64)/float64(time.Second):
		return "forever"
	}
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	switch {
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min " + strconv.Itoa(int(d.Seconds())%60) + " s"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h " + strconv.Itoa(int(d.Minutes())%60) + " min"
	default:
		return strconv.Itoa(int(d.Hours())/24) + " days"
	}
}

// count formats a number with thousands separators.
func count(number any) (string, error) {
	switch n := number.(type) {
	case int:
		return separated(int64(n)), nil
	case int64:
		return separated(n), nil
	case *int64:
		return separated(*n), nil
	default:
		return "", fmt.Errorf("count takes an integer, not %T", number)
	}
}

func separated(number int64) string { return withSeparators(strconv.FormatInt(number, 10)) }

// withSeparators puts separators of thousands into a decimal number.
func withSeparators(number string) string {
	digits, fraction, hasFraction := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if hasFraction {
		digits += "." + fraction
	}
	return sign + digits
}

// rate formats part/whole as a percentage.
func rate(part, whole int64) string {
	return strconv.FormatFloat(model.Percent(part, whole, 2), 'f', -1, 64) + " %"
}

// byteSize formats a number of bytes in a readable unit.
func byteSize(number int64) string {
	switch {
	case number < 1000:
		return separated(number) + " B"
	case number < 1_000_000:
		return strconv.FormatFloat(float64(number)/1000, 'f', 1, 64) + " kB"
	default:
		return strconv.FormatFloat(float64(number)/1_000_000, 'f', 1, 64) + " MB"
	}
}

// decimal formats a number with one digit behind the point.
func decimal(number float64) string { return withSeparators(strconv.FormatFloat(number, 'f', 1, 64)) }

// usd formats an amount in US dollars. Amounts below one cent keep four digits, so that they do not look like zero.
func usd(amount float64) string {
	if amount != 0 && math.Abs(amount) < 0.01 {
		return "$" + strconv.FormatFloat(amount, 'f', 4, 64)
	}
	return "$" + withSeparators(strconv.FormatFloat(amount, 'f', 2, 64))
}

// cut shortens a text to about length characters on one line.
func cut(length int, text string) string {
	const spare = 2 // a text that is hardly longer is shown in full
	whole := strings.Join(strings.Fields(render.WithoutControls(text)), " ")
	if _, more := model.Cut(whole, length+spare); !more {
		return whole
	}
	start, more := model.Cut(whole, length)
	if more {
		return start + "…"
	}
	return start
}

// base returns the last element of a path with slashes or backslashes.
func base(path string) string {
	path = strings.TrimRight(path, `/\`)
	return cut(60, path[strings.LastIndexAny(path, `/\`)+1:])
}

// text returns the text that p points to, "" for nil.
func text(p *string) string { return model.Or(p, "") }

// inputTitle returns the input of an event, as a title where it is a prompt.
func inputTitle(e model.Event) string {
	if text(e.ToolName) == model.ToolUserQuery {
		return session.PromptTitle(text(e.InputSummary))
	}
	return text(e.InputSummary)
}

// stored returns an instant as it is stored.
func stored(i *model.Instant) string { return string(*i) }

// orText returns value, or fallback where value is empty.
func orText(fallback string, value string) string {
	if value == "" {
		return fallback
	}
	return value
}

// key turns any id into a text that can be part of the id of an HTML element.
func key(id string) string {
	digest := sha256.Sum256([]byte(id))
	return hex.EncodeToString(digest[:8])
}

// link returns path with query parameters. pairs are names and values in turn; empty values are left out.
func link(path string, pairs ...string) (string, error) {
	if len(pairs)%2 != 0 {
		return "", errors.New("link: a name without a value")
	}
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], openapi.Reference(pairs[i+1]))
		}
	}
	if len(query) == 0 {
		return path, nil
	}
	return path + "?" + query.Encode(), nil
}

// linkTo returns path with the id of a row as its only parameter. An id may be any text, also an empty one.
func linkTo(path, parameter, id string) string {
	return path + "?" + url.Values{parameter: {openapi.Reference(id)}}.Encode()
}

// reference returns a stored value as it is written in an address.
func reference(value any) string { return openapi.Reference(fmt.Sprint(value)) }

// dict returns a map, so that more than one value can be passed to a template. pairs are names and values in turn.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict: a name without a value")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, errors.New("dict: a name is not a string")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// safe returns what package render made of a text. It is safe already, and is printed as it is.
func safe(html template.HTML) template.HTML { return html }

// maxLine is the length of the longest line of a difference that is shown, in characters.
const maxLine = 2000

// cutLine returns a line of a text, the beginning of a long one.
func cutLine(line string) string {
	start, more := model.Cut(line, maxLine)
	if more {
		return start + "…"
	}
	return line
}

// dataOf returns the data of a picture as they are.
func dataOf(source template.URL) template.URL { return source }
