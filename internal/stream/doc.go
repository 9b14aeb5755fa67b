// Package stream owns the endpoints that stay open: WebSockets and Server-Sent Events. It encodes what the services
// tell, minds slow and silent clients, and is the only importer of the WebSocket library. What is told, and
// when, is decided in the services.
package stream
