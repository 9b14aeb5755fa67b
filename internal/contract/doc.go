// Package contract holds the server to its document: golden fixtures of every operation,
// the agreement of routes and document, and canaries that show that the harness catches
// wrong answers. It has tests alone.
package contract
