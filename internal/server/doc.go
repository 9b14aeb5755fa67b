// Package server owns everything between the socket and the handlers: the mux, the chain of
// middleware, the guards against foreign hosts, origins and callers, the validation of requests
// against the document, the metrics, and the form of errors. It knows what operations are called
// and what the document says of them, and nothing of what they mean.
package server
