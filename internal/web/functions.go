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
)

// functions are what templates can call.
func (r *renderer) functions() template.FuncMap {
	return template.FuncMap{
		"asset":    r.assets.path,
		"clock":    clockOf,
		"count":    count,
		"cut":      cut,
		"base":     base,
		"cost":     costOf,
		"duration": duration,
		"key":      key,
		"level":    levelOf,
		"link":     link,
		"or":       orText,
		"rate":     rate,
		"set":      set,
		"stored":   stored,
		"task":     taskTitle,
		"text":     text,
		"usd":      usd,
	}
}

// clock is a time as a page shows it: exact for machines, and in UTC until the browser makes it local.
type clock struct{ Machine, Human string }

// clockOf returns the clock of an instant; what means no time is shown as it is stored.
func clockOf(i model.Instant) clock {
	at, ok := i.Time()
	if !ok {
		return clock{Human: string(i)}
	}
	return clock{Machine: at.Format("2006-01-02T15:04:05.000Z"), Human: at.Format("2006-01-02 15:04:05")}
}

// duration returns seconds in the unit in which people read them.
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
		return "for ever"
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

// count returns a number with its thousands apart.
func count(number any) (string, error) {
	digits := ""
	switch n := number.(type) {
	case int:
		digits = strconv.Itoa(n)
	case int64:
		digits = strconv.FormatInt(n, 10)
	case *int64:
		digits = strconv.FormatInt(*n, 10)
	default:
		return "", fmt.Errorf("%T is no number to count with", number)
	}
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits, nil
}

// rate returns part of whole in percent.
func rate(part, whole int64) string {
	return strconv.FormatFloat(model.Percent(part, whole, 2), 'f', -1, 64) + " %"
}

// usd returns an amount in US dollars; small ones keep four digits, so that they do not read as nothing.
func usd(amount float64) string {
	if amount != 0 && math.Abs(amount) < 0.01 {
		return "$" + strconv.FormatFloat(amount, 'f', 4, 64)
	}
	return "$" + strconv.FormatFloat(amount, 'f', 2, 64)
}

// cut returns the beginning of a text in one line.
func cut(length int, text string) string {
	const spare = 2 // what is hardly longer is shown as a whole
	whole := strings.Join(strings.Fields(text), " ")
	if _, more := model.Cut(whole, length+spare); !more {
		return whole
	}
	start, more := model.Cut(whole, length)
	if more {
		return start + "…"
	}
	return start
}

// base returns the last name in the path of a folder, as either kind of system writes it.
func base(path string) string {
	path = strings.TrimRight(path, `/\`)
	return cut(60, path[strings.LastIndexAny(path, `/\`)+1:])
}

// text returns what a pointer to a text holds, "" for none.
func text(p *string) string { return model.Or(p, "") }

// stored returns the text of an instant as it is stored.
func stored(i *model.Instant) string { return string(*i) }

// orText returns the first text that is not empty.
func orText(fallback string, value string) string {
	if value == "" {
		return fallback
	}
	return value
}

// key returns a name for any id that is fit for the id of an element.
func key(id string) string {
	digest := sha256.Sum256([]byte(id))
	return hex.EncodeToString(digest[:8])
}

// link returns the path with query parameters: names and values in turn. Those without a value are left out.
func link(path string, pairs ...string) (string, error) {
	if len(pairs)%2 != 0 {
		return "", errors.New("a parameter has no value")
	}
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	if len(query) == 0 {
		return path, nil
	}
	return path + "?" + query.Encode(), nil
}

// set returns a map of names and values in turn, for templates that take more than one value.
func set(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("a name has no value")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, errors.New("a name is no text")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
