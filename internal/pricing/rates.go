package pricing

import "math/big"

// Rates are the prices of a million tokens of each kind, in millionths of a dollar.
type Rates struct {
	Input, Output, CacheRead, CacheWrite5m, CacheWrite1h int64
}

// tokens are the tokens of one request by kind, without overlap.
type tokens struct {
	input, output, cacheRead, cacheWrite5m, cacheWrite1h int64
}

// million is the number of tokens that prices are for.
const million = 1_000_000

// cost returns the price of t in millionths of a dollar, rounded once, half up. It is false where the price does not fit into an integer:
// counts come from agents and may have any value.
func (r Rates) cost(t tokens) (int64, bool) {
	sum := new(big.Int)
	for _, part := range [][2]int64{
		{t.input, r.Input}, {t.output, r.Output}, {t.cacheRead, r.CacheRead}, {t.cacheWrite5m, r.CacheWrite5m}, {t.cacheWrite1h, r.CacheWrite1h},
	} {
		sum.Add(sum, new(big.Int).Mul(big.NewInt(max(0, part[0])), big.NewInt(part[1])))
	}
	sum.Div(sum.Add(sum, big.NewInt(million/2)), big.NewInt(million))
	return sum.Int64(), sum.IsInt64()
}

// prompt returns the length of the prompt, which decides whether the prices of long prompts apply.
func (t tokens) prompt() *big.Int {
	sum := new(big.Int)
	for _, part := range []int64{t.input, t.cacheRead, t.cacheWrite5m, t.cacheWrite1h} {
		sum.Add(sum, big.NewInt(max(0, part)))
	}
	return sum
}
