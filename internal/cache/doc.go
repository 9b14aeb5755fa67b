// Package cache owns the response cache: complete encoded responses with their ETags, which are valid while the generation of the
// database and the TTL of their operation last. Responses are stored in memory or in Redis, behind the interface Store.
//
// A response may depend on the path, on the query parameters of its operation, and on the generation, but on nothing else of a
// request. The cache knows nothing of the content of responses.
package cache
