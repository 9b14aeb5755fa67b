// Package contract tests the server against its document: golden fixtures for every operation, routes, request bodies, and canaries that
// show that the harness detects wrong responses. It contains only tests.
package contract
