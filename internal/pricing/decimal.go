package pricing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
)

// dollars is an amount in a file, in millionths of a dollar.
type dollars int64

// maxPrice is the highest price of a million tokens that is accepted, in dollars.
const maxPrice = 1_000_000

// UnmarshalJSON reads a decimal number exactly.
func (d *dollars) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	amount, err := decimal(data, "a price")
	if err != nil {
		return err
	}
	if amount.Sign() < 0 || amount.Cmp(big.NewRat(maxPrice, 1)) > 0 {
		return fmt.Errorf("%s is not a price: it must be between 0 and %d dollars", data, maxPrice)
	}
	micro, err := millionths(amount, data)
	*d = dollars(micro)
	return err
}

// factor multiplies prices, in millionths.
type factor int64

// maxFactor is the largest factor that is accepted.
const maxFactor = 1000

// UnmarshalJSON reads a decimal number exactly.
func (f *factor) UnmarshalJSON(data []byte) error {
	number, err := decimal(data, "a factor")
	if err != nil {
		return err
	}
	if number.Sign() <= 0 || number.Cmp(big.NewRat(maxFactor, 1)) > 0 {
		return fmt.Errorf("%s is not a factor: it must be above 0 and at most %d", data, maxFactor)
	}
	micro, err := millionths(number, data)
	*f = factor(micro)
	return err
}

// decimal returns a JSON number without an exponent; what says what it is to be.
func decimal(data []byte, what string) (*big.Rat, error) {
	var number json.Number
	if err := json.Unmarshal(data, &number); err != nil || len(data) == 0 || data[0] == '"' || len(data) > 24 || bytes.ContainsAny(data, "eEn") {
		return nil, fmt.Errorf("%s is not %s", data, what)
	}
	amount, ok := new(big.Rat).SetString(number.String())
	if !ok {
		return nil, fmt.Errorf("%s is not %s", data, what)
	}
	return amount, nil
}

// millionths returns a number as it is counted here; text is the number in the file.
func millionths(number *big.Rat, text []byte) (int64, error) {
	number.Mul(number, big.NewRat(million, 1))
	if !number.IsInt() {
		return 0, fmt.Errorf("%s has more than six decimals", text)
	}
	return number.Num().Int64(), nil
}
