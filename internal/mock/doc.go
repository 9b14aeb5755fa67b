// Package mock serves the OpenAPI document from recorded responses, so that those who build on the API need no database. It is the server with
// its routes and its validation of requests; recordings take the place of the handlers.
package mock
