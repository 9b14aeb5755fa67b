package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/tidwall/gjson"

	"github.com/htmlgraph/htmlgraph/internal/apperr"
)

// Items validates the items of a body that holds one item or a list of them, each by itself.
type Items struct {
	item *schema
	// list is the schema of a list, without that of its items.
	list *openapi3.Schema
}

// Item is one item of a body.
type Item struct {
	// Location is where it is, outermost first: "body", or "body", "2".
	Location []string
	// JSON is the item as it was sent; it is a part of the body.
	JSON json.RawMessage
	// Invalid lists its invalid fields.
	Invalid []apperr.Field
}

// newItems returns the schemas of a body that is oneOf an item and a list of at most so many of such items.
func newItems(body *schema) (*Items, error) {
	if len(body.OneOf) == 2 {
		item, list := body.OneOf[0].Value, *body.OneOf[1].Value
		if list.Type.Is(openapi3.TypeArray) && list.Items != nil && list.Items.Value == item && list.MaxItems != nil {
			list.Items = nil
			return &Items{item: newSchema(item), list: &list}, nil
		}
	}
	return nil, errors.New("x-validate-body: items needs a body that is oneOf an item and a list of such items with maxItems")
}

// Items returns what validates the items of the operation's body. It fails unless the operation has x-validate-body: items.
func (d *Document) Items(operationID string) (*Items, error) {
	for _, op := range d.operations {
		if op.ID == operationID && op.items != nil {
			return op.items, nil
		}
	}
	return nil, fmt.Errorf("the document has no operation %s with x-validate-body: items", operationID)
}

// Split returns the items of a body, which must be JSON, and whether they were sent as a list. A list that is invalid as a whole, because
// it is empty or too long, is an apperr.CodeInvalid error.
func (s *Items) Split(body []byte) (items []Item, isList bool, err error) {
	value := gjson.ParseBytes(body)
	if !value.IsArray() && !value.IsObject() {
		message := "value must be " + typeName(s.item.Schema) + " or " + typeName(s.list)
		return nil, false, apperr.InvalidFields(apperr.Field{Location: []string{"body"}, Message: message, Type: "type_error"})
	}
	if !value.IsArray() {
		return []Item{s.validate(value, "body")}, false, nil
	}
	var values []gjson.Result
	value.ForEach(func(_, item gjson.Result) bool {
		values = append(values, item)
		return uint64(len(values)) <= *s.list.MaxItems
	})
	if err := s.list.VisitJSON(make([]any, len(values)), openapi3.MultiErrors()); err != nil {
		return nil, true, apperr.InvalidFields(schemaFields([]string{"body"}, err)...)
	}
	items = make([]Item, len(values))
	for i, value := range values {
		items[i] = s.validate(value, "body", strconv.Itoa(i))
	}
	return items, true, nil
}

func (s *Items) validate(value gjson.Result, location ...string) Item {
	return Item{Location: location, JSON: json.RawMessage(value.Raw), Invalid: s.item.validate(value, location...)}
}
