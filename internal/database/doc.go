// Package database owns the connection to a HtmlGraph database: opening any file of
// any month, completing what is absent, the pools (one writer, several readers), the
// generation number that changes with every commit by anyone, waiting out locks, and
// turning driver errors into application errors.
//
// It does not own queries: those stand in package repository and reach the pools
// through DB.Read and DB.Write alone. What differs between database systems lives here.
package database
