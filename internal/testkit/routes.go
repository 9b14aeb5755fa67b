package testkit

import (
	"net/http"
	"reflect"
	"slices"
)

// Patterns returns all patterns that are registered on the mux, sorted. net/http has no function for that, so they are read from its fields.
func Patterns(mux *http.ServeMux) []string {
	found := map[string]bool{}
	collectPatterns(reflect.ValueOf(mux).Elem(), found)
	var patterns []string
	for pattern := range found {
		patterns = append(patterns, pattern)
	}
	slices.Sort(patterns)
	return patterns
}

// collectPatterns walks everything that a value holds, but handlers, which are interfaces. A mux has no cycles.
func collectPatterns(value reflect.Value, found map[string]bool) {
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			collectPatterns(value.Elem(), found)
		}
	case reflect.Struct:
		if value.Type().PkgPath() == "net/http" && value.Type().Name() == "pattern" {
			found[value.FieldByName("str").String()] = true
			return
		}
		for i := range value.NumField() {
			collectPatterns(value.Field(i), found)
		}
	case reflect.Slice:
		for i := range value.Len() {
			collectPatterns(value.Index(i), found)
		}
	case reflect.Map:
		for entries := value.MapRange(); entries.Next(); {
			collectPatterns(entries.Value(), found)
		}
	}
}
