package app

import (
	"fmt"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/pricing"
)

// openPrices returns the list prices, and those of a file over them, if one is named.
func openPrices(path string) (*pricing.Table, error) {
	prices, err := pricing.New()
	if err != nil || path == "" {
		return prices, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the file of prices cannot be read: %w", err)
	}
	if err := prices.Override(path, data); err != nil {
		return nil, fmt.Errorf("the file of prices does not fit: %w", err)
	}
	return prices, nil
}
