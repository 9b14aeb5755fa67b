// Package handler implements the generated server interface: each method parses its
// parameters, calls one service method and converts the result to the contract's types.
// It decides nothing and queries nothing. There are a few small files a resource: list, get
// and convert.
package handler
