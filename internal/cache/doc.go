// Package cache owns the response cache: whole encoded answers with their ETags, kept while
// the database's generation and the operation's time to live last. Answers lie in memory or in
// Redis behind one Store interface.
//
// An answer may depend on the path, on the query parameters that its operation knows, and on
// the generation; on nothing else of a request. The cache does not know what answers say.
package cache
