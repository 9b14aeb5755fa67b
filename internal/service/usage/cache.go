package usage

import (
	"math/big"

	"github.com/htmlgraph/htmlgraph/internal/ingest"
	"github.com/htmlgraph/htmlgraph/internal/model"
)

// Cache says how much of what was sent to models came from their caches, and about what that saved.
type Cache struct {
	// Input is the number of tokens that were sent, of any kind, and Read the number of those that came from a cache.
	Input, Read int64
	// Saved is what the tokens would have cost more without a cache, less what it cost to write to it, as far as prices are known. It is an estimate:
	// it knows the usual tier, short prompts, and caches that last a short time.
	Saved model.MicroUSD
	// Unknown is the number of cached tokens of models without known prices.
	Unknown int64
}

// Share returns the share of tokens that came from a cache, in percent.
func (c Cache) Share() float64 { return model.Percent(c.Read, c.Input, 1) }

// sample is the number of tokens of which the price is asked: few enough for a short prompt.
const sample = 100_000

// rates are what a sample costs as input, from the cache and to the cache.
type rates struct {
	input, read, write int64
	known              bool
}

// cache adds up what parts sent to models.
func (s *Service) cache(parts []model.CostPart) Cache {
	var c Cache
	type key struct{ model, day string }
	known := map[key]rates{}
	saved := new(big.Int)
	for i := range parts {
		spent := parts[i].Spent
		c.Input = model.AddSaturating(c.Input, model.AddSaturating(spent.Input, model.AddSaturating(spent.CacheRead, spent.CacheWrite)))
		c.Read = model.AddSaturating(c.Read, spent.CacheRead)
		if spent.CacheRead == 0 && spent.CacheWrite == 0 {
			continue
		}
		of := key{parts[i].Model, parts[i].Quarter.Day()}
		price, ok := known[of]
		if !ok {
			price = s.ratesOf(of.model, model.Instant(of.day))
			known[of] = price
		}
		if !price.known {
			c.Unknown = model.AddSaturating(c.Unknown, model.AddSaturating(spent.CacheRead, spent.CacheWrite))
			continue
		}
		saved.Add(saved, new(big.Int).Mul(big.NewInt(spent.CacheRead), big.NewInt(price.input-price.read)))
		saved.Add(saved, new(big.Int).Mul(big.NewInt(spent.CacheWrite), big.NewInt(price.input-price.write)))
	}
	saved.Quo(saved, big.NewInt(sample))
	if saved.IsInt64() {
		c.Saved = model.MicroUSD(saved.Int64())
	}
	return c
}

func (s *Service) ratesOf(name string, at model.Instant) rates {
	price := func(u ingest.Usage) (int64, bool) {
		u.Model, u.At = name, at
		micro, known, _ := s.prices.Price(u)
		return micro, known
	}
	input, ok1 := price(ingest.Usage{Input: sample})
	read, ok2 := price(ingest.Usage{CacheRead: sample})
	write, ok3 := price(ingest.Usage{CacheWrite5m: sample})
	return rates{input, read, write, ok1 && ok2 && ok3}
}
