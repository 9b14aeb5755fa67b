package app

import (
	"context"
	"fmt"
	"os"

	"github.com/htmlgraph/htmlgraph/internal/pricing"
	"github.com/htmlgraph/htmlgraph/internal/terminal"
)

// Prices returns the list prices, overridden by those of a file if one is named. The file may be a pipe.
func Prices(ctx context.Context, path string) (*pricing.Table, error) {
	prices, err := pricing.New()
	if err != nil || path == "" {
		return prices, err
	}
	data, err := terminal.Await(ctx, func() ([]byte, error) { return os.ReadFile(path) })
	if err != nil {
		return nil, fmt.Errorf("cannot read the price file: %w", err)
	}
	if err := prices.Override(path, data); err != nil {
		return nil, fmt.Errorf("the price file is not valid: %w", err)
	}
	return prices, nil
}
