package ingest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/htmlgraph/htmlgraph/internal/model"
)

// The tiers of service by which requests are billed, beside the usual one, which is "".
const (
	TierBatch     = "batch"
	TierFlex      = "flex"
	TierFast      = "fast"
	TierPriority  = "priority"
	TierUltrafast = "ultrafast"
)

// Tiers returns the tiers that have a name, the cheapest first.
func Tiers() []string {
	return []string{TierBatch, TierFlex, TierFast, TierPriority, TierUltrafast}
}

// maxTier is how much is kept of a word that names no known tier or region.
const maxTier = 40

// TierOf returns the tier that a source states in one or more members, of which the dearest counts: Claude states "service_tier" and "speed".
// The usual tier has several names. A word that names no known tier is kept, because its price is not that of the usual one.
func TierOf(stated ...string) string {
	tier := ""
	for _, word := range stated {
		if next := oneTier(word); CompareTiers(next, tier) > 0 {
			tier = next
		}
	}
	return tier
}

func oneTier(word string) string {
	switch word = statedWord(word); word {
	case "standard", "default", "auto", "normal", "on_demand", "none", "null", "not_available":
		return ""
	default:
		return word
	}
}

// statedWord returns a word as it is compared and stored.
func statedWord(word string) string {
	word, _ = model.Cut(strings.ToLower(strings.TrimSpace(word)), maxTier)
	return word
}

// CompareTiers orders tiers by what they usually cost: "" before all others, then those of Tiers, then words that name no known one, in the
// order of the alphabet.
func CompareTiers(a, b string) int {
	return cmp.Or(cmp.Compare(tierRank(a), tierRank(b)), cmp.Compare(a, b))
}

func tierRank(tier string) int {
	if tier == "" {
		return -1
	}
	if i := slices.Index(Tiers(), tier); i >= 0 {
		return i
	}
	return len(Tiers())
}

// GeoOf returns the region that a source states, "" where the request might have been computed anywhere.
func GeoOf(stated string) string {
	switch word := statedWord(stated); word {
	case "global", "not_available", "default", "any", "none", "null":
		return ""
	default:
		return word
	}
}
