// Package stream owns the endpoints that stay open: WebSockets and Server-Sent Events. It encodes the messages of services, closes
// slow and unresponsive clients, and is the only package that imports the WebSocket library. The services decide what is published
// and when.
package stream
