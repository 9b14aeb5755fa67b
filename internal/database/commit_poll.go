package database

import (
	"context"
	"database/sql"
	"errors"
)

// commitPoll reads SQLite's data_version, which changes when another connection commits, of this process or of another. It holds one
// connection, because the number means nothing on another one.
type commitPoll struct {
	pool *sql.DB
	conn *sql.Conn
	stmt *sql.Stmt
	last int64
}

// changed reports whether there was a commit since the last poll. A poll that fails
// because the file is locked reports none, and the next one makes up for it.
func (p *commitPoll) changed(ctx context.Context) bool {
	fresh := p.conn == nil
	if fresh {
		if err := p.open(ctx); err != nil {
			return false
		}
	}
	var version int64
	// A context that can end would cost more than the poll itself.
	err := p.stmt.QueryRowContext(context.WithoutCancel(ctx)).Scan(&version)
	if err != nil {
		if !isBusy(err) {
			p.close()
		}
		return false
	}
	moved := fresh || version != p.last
	p.last = version
	return moved
}

func (p *commitPoll) open(ctx context.Context) error {
	conn, err := p.pool.Conn(ctx)
	if err != nil {
		return err
	}
	stmt, err := conn.PrepareContext(ctx, "PRAGMA data_version")
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	p.conn, p.stmt = conn, stmt
	return nil
}

func (p *commitPoll) close() {
	if p.conn != nil {
		p.stmt.Close()
		p.conn.Close()
		p.conn, p.stmt = nil, nil
	}
}
