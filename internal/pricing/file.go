package pricing

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// list is a file of prices, with the models by all of their names.
type list struct {
	date   string
	models map[string]entries
}

// modelPrices is a model in a file: the source of its prices, and the prices, oldest first.
type modelPrices struct {
	Model   string   `json:"model"`
	Aliases []string `json:"aliases"`
	Source  string   `json:"source"`
	Checked string   `json:"checked"`
	// fileTerms hold for all prices of the model. Those of a price come before them, each by its name.
	fileTerms
	Prices []filePrice `json:"prices"`
}

// filePrice are the prices of a model from a day on, to the day before another.
type filePrice struct {
	ValidFrom string `json:"valid_from"`
	ValidTo   string `json:"valid_to"`
	fileRates
	Above *fileStep `json:"above"`
	// Fast is what the first releases had in place of the tiers.
	Fast *fileTier `json:"fast"`
	fileTerms
}

// fileStep are the prices of a whole request whose prompt has more than a number of tokens.
type fileStep struct {
	Tokens int64 `json:"tokens"`
	fileRates
}

// fileTerms are what changes the price of a request, beside its tokens.
type fileTerms struct {
	Tiers   map[string]*fileTier `json:"tiers"`
	Regions map[string]*factor   `json:"regions"`
	// Searches is the price of a thousand searches.
	Searches *dollars `json:"searches"`
}

// fileRates are prices in dollars for a million tokens.
type fileRates struct {
	Input          *dollars `json:"input"`
	Output         *dollars `json:"output"`
	CacheRead      *dollars `json:"cache_read"`
	CacheWrite     *dollars `json:"cache_write"`
	CacheWriteLong *dollars `json:"cache_write_long"`
	// CacheWrite5m and CacheWrite1h are other names of CacheWrite and CacheWriteLong.
	CacheWrite5m *dollars `json:"cache_write_5m"`
	CacheWrite1h *dollars `json:"cache_write_1h"`
}

// fileTier are the prices of a tier: a factor of those of the usual one, or prices of its own.
type fileTier struct {
	factor factor
	own    *filePriceOfTier
}

type filePriceOfTier struct {
	fileRates
	Above *fileStep `json:"above"`
}

// UnmarshalJSON reads a number or an object.
func (t *fileTier) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(data, []byte("{")) {
		return t.factor.UnmarshalJSON(data)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(&t.own)
}

// parse reads a file of prices: {"date": ..., "models": [...]}. Errors name the file and the line.
func parse(name string, data []byte) (list, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	at := position{name: name, data: data}
	result := list{models: map[string]entries{}}
	if err := open(decoder, '{'); err != nil {
		return list{}, at.wrap(decoder, err)
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err == nil {
			err = result.member(decoder, at, key)
		}
		if err != nil {
			return list{}, at.wrap(decoder, err)
		}
	}
	if _, err := decoder.Token(); err != nil {
		return list{}, at.wrap(decoder, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return list{}, at.wrap(decoder, errors.New("unexpected text after the object"))
	}
	return result, nil
}

// member reads a member of the file.
func (l *list) member(decoder *json.Decoder, at position, key json.Token) error {
	switch key {
	case "date":
		return decoder.Decode(&l.date)
	case "models":
		return l.readModels(decoder, at)
	default:
		return fmt.Errorf("unknown member %q", key)
	}
}

// readModels reads the list of models.
func (l *list) readModels(decoder *json.Decoder, at position) error {
	if err := open(decoder, '['); err != nil {
		return err
	}
	for decoder.More() {
		begin := at.next(decoder.InputOffset())
		var m modelPrices
		if err := decoder.Decode(&m); err != nil {
			return err
		}
		if err := l.add(m); err != nil {
			return at.locate(begin, err)
		}
	}
	_, err := decoder.Token()
	return err
}

// add adds a model under all of its names.
func (l *list) add(m modelPrices) error {
	all, err := m.entries()
	if err != nil {
		return err
	}
	for _, name := range append([]string{m.Model}, m.Aliases...) {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := l.models[name]; twice {
			return fmt.Errorf("%s: the model is listed twice", name)
		}
		l.models[name] = all
	}
	return nil
}

// open reads the opening bracket of an object or a list.
func open(decoder *json.Decoder, want json.Delim) error {
	token, err := decoder.Token()
	if err == nil && token != want {
		err = fmt.Errorf("expected %q", want.String())
	}
	return err
}
