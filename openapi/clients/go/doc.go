// Package client is the Go client of HtmlGraph, an observability service for AI coding agents.
//
// New returns an API. It has a method for each operation of the OpenAPI document, with a response for each documented status, and beside
// them: iterators over all pages of a list, streams that go on where they were interrupted, an export line by line, repeated requests where
// the server asks for patience, and errors of the type *ProblemError.
package client
