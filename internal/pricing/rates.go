package pricing

import "math/big"

// Rates are the prices of a million tokens of each kind, in millionths of a dollar. What is written to the cache is kept for a short or for a
// long time: for 5 minutes or an hour by Anthropic, for 30 minutes or 12 hours by OpenAI.
type Rates struct {
	Input, Output, CacheRead, CacheWriteShort, CacheWriteLong int64
}

// tokens are the tokens of one request by kind, without overlap.
type tokens struct {
	input, output, cacheRead, cacheWriteShort, cacheWriteLong int64
}

// million is the number of tokens that prices are for, and what factors are millionths of.
const million = 1_000_000

// bill is what the price of a request follows from.
type bill struct {
	rates  Rates
	tokens tokens
	// factors multiply the price of all tokens, in millionths.
	factors [2]int64
	// searches are not multiplied; searchPrice is that of a thousand.
	searches, searchPrice int64
}

// total returns the price in millionths of a dollar, rounded once, half up. It is false where the price does not fit into an integer:
// counts come from agents and may have any value.
func (b bill) total() (int64, bool) {
	r, t := b.rates, b.tokens
	sum := new(big.Int)
	for _, part := range [][2]int64{
		{t.input, r.Input}, {t.output, r.Output}, {t.cacheRead, r.CacheRead}, {t.cacheWriteShort, r.CacheWriteShort}, {t.cacheWriteLong, r.CacheWriteLong},
	} {
		sum.Add(sum, product(max(0, part[0]), part[1]))
	}
	unit := big.NewInt(million)
	for _, factor := range b.factors {
		if factor != million {
			sum.Mul(sum, big.NewInt(factor))
			unit.Mul(unit, big.NewInt(million))
		}
	}
	if b.searches > 0 {
		searches := product(b.searches, b.searchPrice)
		sum.Mul(sum, big.NewInt(1000)).Add(sum, searches.Mul(searches, unit))
		unit.Mul(unit, big.NewInt(1000))
	}
	sum.Add(sum, new(big.Int).Rsh(unit, 1)) // units are even
	sum.Div(sum, unit)
	return sum.Int64(), sum.IsInt64()
}

func product(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// prompt returns the length of the prompt, which decides whether the prices of long prompts apply.
func (t tokens) prompt() *big.Int {
	sum := new(big.Int)
	for _, part := range []int64{t.input, t.cacheRead, t.cacheWriteShort, t.cacheWriteLong} {
		sum.Add(sum, big.NewInt(max(0, part)))
	}
	return sum
}

// likewise returns rates that differ from r by what to differs from from, for each kind of tokens: the prices of a tier for long prompts,
// where those for short ones are known. A kind that costs nothing keeps its price.
func (r Rates) likewise(from, to Rates) Rates {
	scale := func(rate, from, to int64) int64 {
		if from == 0 {
			return rate
		}
		scaled := product(rate, to)
		scaled.Add(scaled, big.NewInt(from/2))
		return scaled.Div(scaled, big.NewInt(from)).Int64()
	}
	return Rates{
		Input: scale(r.Input, from.Input, to.Input), Output: scale(r.Output, from.Output, to.Output), CacheRead: scale(r.CacheRead, from.CacheRead, to.CacheRead),
		CacheWriteShort: scale(r.CacheWriteShort, from.CacheWriteShort, to.CacheWriteShort),
		CacheWriteLong:  scale(r.CacheWriteLong, from.CacheWriteLong, to.CacheWriteLong),
	}
}
