// Package verify checks a running server against the OpenAPI document: it asks for each operation as the document permits, and reports each
// response that differs from what the document says. It knows nothing of the server but its address.
package verify
