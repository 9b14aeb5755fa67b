package database

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"github.com/mattn/go-sqlite3"
)

// connector opens SQLite connections for one pool without a globally registered driver.
type connector struct {
	driver *sqlite3.SQLiteDriver
	dsn    string
	// permit returns an error where no connection may be opened now; nil permits all.
	permit func() error
}

// Connect opens one connection.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	if c.permit != nil {
		if err := c.permit(); err != nil {
			return nil, err
		}
	}
	return c.driver.Open(c.dsn)
}

// Driver returns the SQLite driver.
func (c connector) Driver() driver.Driver { return c.driver }

// openPool returns a pool of one connection.
func openPool(dsn string) *sql.DB { return openPermittedPool(dsn, 1, nil, nil) }

// openPermittedPool returns a pool of at most size connections, each of which runs the statements of setup once. It asks permit before it
// opens one; nil permits all. The pool keeps all connections, because opening one parses the schema again.
func openPermittedPool(dsn string, size int, setup []string, permit func() error) *sql.DB {
	hook := func(conn *sqlite3.SQLiteConn) error { return runSetup(conn, setup) }
	pool := sql.OpenDB(connector{driver: &sqlite3.SQLiteDriver{ConnectHook: hook}, dsn: dsn, permit: permit})
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool
}

// runSetup lifts query_only for the setup, which touches the connection's temporary schema only.
func runSetup(conn *sqlite3.SQLiteConn, setup []string) error {
	if len(setup) == 0 {
		return nil
	}
	statements := append([]string{"PRAGMA query_only = off"}, setup...)
	statements = append(statements, "PRAGMA query_only = on")
	for _, statement := range statements {
		if _, err := conn.Exec(statement, nil); err != nil {
			return err
		}
	}
	return nil
}
