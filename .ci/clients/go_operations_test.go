package clients

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/htmlgraph/htmlgraph/gen/client"
)

// TestTheGoClientCarriesEachOperation sends each recorded request of each operation with the method of the client, as far as its types can
// express the request, and decodes each documented status.
func TestTheGoClientCarriesEachOperation(t *testing.T) {
	for id, o := range operations(t) {
		t.Run(id, func(t *testing.T) {
			missing := o.Responses
			delete(missing, "default")
			for _, g := range goldens(t, id) {
				t.Run(g.name, func(t *testing.T) { callAsRecorded(t, o, g) })
				delete(missing, strconv.Itoa(g.Response.Status))
			}
			if len(missing) > 0 {
				t.Errorf("no golden has the status %v", missing)
			}
		})
	}
}

// callAsRecorded calls the method of an operation with the arguments of a golden, and compares what was sent, and what was decoded.
func callAsRecorded(t *testing.T, o operation, g golden) {
	base, got := serveGolden(t, g)
	raw, err := client.NewClientWithResponses(base)
	if err != nil {
		t.Fatal(err)
	}
	method := reflect.ValueOf(raw).MethodByName(strings.ToUpper(o.ID[:1]) + o.ID[1:] + "WithResponse")
	if !method.IsValid() {
		t.Fatalf("the client has no method for %s", o.ID)
	}
	arguments, express := arguments(t, method.Type(), o, g)
	results := method.Call(arguments)
	if err, _ := results[1].Interface().(error); err != nil {
		t.Fatalf("the response is not decoded: %v", err)
	}
	if express {
		g.same(t, got)
	}
	decoded(t, results[0].Elem(), g)
	asProblem(t, base, o, g, arguments)
}

// decoded fails unless the field of the status holds the recorded body.
func decoded(t *testing.T, response reflect.Value, g golden) {
	kind := g.Response.Headers["Content-Type"]
	if !strings.Contains(kind, "json") || strings.Contains(kind, "ndjson") {
		if body := response.FieldByName("Body").Bytes(); string(body) != string(g.body(t)) {
			t.Errorf("the body is %q, want %q", body, g.body(t))
		}
		return
	}
	name := fmt.Sprintf("JSON%d", g.Response.Status)
	if strings.HasPrefix(kind, "application/problem+json") {
		name = "ApplicationProblem" + name
	}
	field := response.FieldByName(name)
	if !field.IsValid() || field.IsNil() {
		t.Fatalf("%s holds nothing", name)
	}
	encoded, err := json.Marshal(field.Interface())
	if err != nil {
		t.Fatal(err)
	}
	var ours, recorded any
	if err := errors.Join(json.Unmarshal(encoded, &ours), json.Unmarshal(g.body(t), &recorded)); err != nil {
		t.Fatal(err)
	}
	if !covers(ours, recorded) {
		t.Errorf("decoded %s, want %s", encoded, g.body(t))
	}
}

// covers tells whether a decoded value has all that a recorded one has. Members that are null may be absent.
func covers(ours, recorded any) bool {
	switch want := recorded.(type) {
	case map[string]any:
		got, is := ours.(map[string]any)
		for name, member := range want {
			if is = is && (member == nil || covers(got[name], member)); !is {
				return false
			}
		}
		return is
	case []any:
		got, is := ours.([]any)
		return is && slices.EqualFunc(got, want, covers)
	default:
		return reflect.DeepEqual(ours, recorded)
	}
}

// asProblem fails unless an API returns each status of 400 or more as a problem.
func asProblem(t *testing.T, base string, o operation, g golden, arguments []reflect.Value) {
	api, err := client.New(base, client.WithRetries(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	err, _ = reflect.ValueOf(api).MethodByName(strings.ToUpper(o.ID[:1]) + o.ID[1:] + "WithResponse").Call(arguments)[1].Interface().(error)
	var problem *client.ProblemError
	if is := errors.As(err, &problem); is != (g.Response.Status >= http.StatusBadRequest) {
		t.Fatalf("the status %d is returned as the error %v", g.Response.Status, err)
	}
	if problem != nil && (problem.Response.StatusCode != g.Response.Status || problem.Problem.Title == "" || problem.Error() == "") {
		t.Errorf("the problem is %v", problem)
	}
}

// arguments returns the arguments of a method for the recorded request, and whether its types can express that.
func arguments(t *testing.T, method reflect.Type, o operation, g golden) (values []reflect.Value, express bool) {
	target, err := url.Parse(g.Request.Target)
	if err != nil {
		t.Fatal(err)
	}
	path, query, express := pathValues(o.path, target), target.Query(), g.Request.Text == nil
	values = append(values, reflect.ValueOf(t.Context()))
	for i := 1; i < method.NumIn()-1; i++ {
		kind := method.In(i)
		argument := reflect.New(kind).Elem()
		switch {
		case kind.Kind() == reflect.String:
			argument.SetString(path[0])
			path = path[1:]
		case kind.Kind() == reflect.Pointer && strings.HasSuffix(kind.Elem().Name(), "Params"):
			argument.Set(reflect.New(kind.Elem()))
			express = setParameters(argument.Elem(), query, g.Request.Headers) && express
		case g.Request.Body == nil:
			express = false // the method always sends a body
		default:
			express = json.Unmarshal(g.Request.Body, argument.Addr().Interface()) == nil && express
			encoded, _ := json.Marshal(argument.Interface())
			express = express && sameJSON(encoded, g.Request.Body)
		}
		values = append(values, argument)
	}
	return values, express && len(query) == 0
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// pathValues returns the values of the parameters in a path.
func pathValues(template string, target *url.URL) (values []string) {
	parts := strings.Split(target.EscapedPath(), "/")
	for i, part := range strings.Split(template, "/") {
		if strings.HasPrefix(part, "{") {
			value := ""
			if i < len(parts) {
				value, _ = url.PathUnescape(parts[i])
			}
			values = append(values, value)
		}
	}
	return values
}

// setParameters sets the fields of parameters from a query and headers, takes these out of the query, and returns whether they can hold them.
func setParameters(fields reflect.Value, query url.Values, headers map[string]string) bool {
	express := true
	for i := range fields.NumField() {
		tag := fields.Type().Field(i).Tag
		name, isQuery := tag.Lookup("form")
		name, _, _ = strings.Cut(name, ",")
		value := headers[tag.Get("json")]
		if isQuery {
			if kind := fields.Field(i).Kind(); kind != reflect.Pointer && kind != reflect.Slice && !query.Has(name) {
				express = false // the client always sends what is required
			}
			value = query.Get(name)
			query.Del(name)
		} else if name, _, _ := strings.Cut(tag.Get("json"), ","); headers[name] != "" {
			value = headers[name]
		}
		if value != "" {
			express = setParameter(fields.Field(i), value) && express
		}
	}
	return express
}

func setParameter(field reflect.Value, value string) bool {
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	switch field.Kind() {
	case reflect.Int64:
		number, err := strconv.ParseInt(value, 10, 64)
		field.SetInt(number)
		return err == nil
	case reflect.Bool:
		truth, err := strconv.ParseBool(value)
		field.SetBool(truth)
		return err == nil
	case reflect.String:
		field.SetString(value)
		return true
	default:
		return false
	}
}
