// Package handler implements the generated server interface. Each method parses its parameters, calls one service method, and
// converts the result to the types of the contract. It contains no rules and runs no queries. A resource has a few small files:
// list, get and convert.
package handler
