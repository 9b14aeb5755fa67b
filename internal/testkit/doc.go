// Package testkit contains what several test packages share: the OpenAPI document as an index of operations, the validation of
// responses, golden fixtures, test databases and WebSocket clients. Only tests import it.
package testkit
