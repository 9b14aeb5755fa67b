// Package server owns everything between the socket and the handlers: the mux, the middleware, the guards against foreign hosts,
// origins and callers, the validation of requests against the OpenAPI document, the metrics, and the format of errors. It knows the
// names of operations and what the document says of them, but not what they do.
package server
