// Package cache owns the response cache: complete encoded responses with their ETags, which are valid while the generation of the
// database and the TTL of their operation last. Responses are stored in memory or in Redis, behind the interface Store.
//
// A response may depend on the path, on the query parameters and headers that its operation declares, on the generation, and on the
// time within its TTL, but on nothing else. The cache knows nothing of the content of responses.
package cache
