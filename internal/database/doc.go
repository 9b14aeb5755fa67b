// Package database owns the connection to an HtmlGraph database: opening files of all releases, completing
// what they lack, the pools (one writer, several readers), the generation number that changes with every
// commit of any process, waiting for locks, and the translation of driver errors into application errors.
//
// It does not own statements. Repositories have them, and run them through Select, Get, Value and Exec, alone or in a
// Transaction. Their arguments are bound; see SQL.
//
// What differs between database systems is here. Statements call portable functions (functions.go), which a Dialect
// expands; sqlite.go is the dialect of SQLite. All that deals with files is for SQLite alone: open, inspect, upgrade,
// shadow, shape, skip_checks, build, backup, identity, watcher, connector and dsn. The shared tables (schema.sql) have no
// version, because other programs change them too. The tables of this program (own.sql) have numbered migrations.
// cost_days.sql and session_days.sql have the triggers that this program adds to shared tables.
package database
