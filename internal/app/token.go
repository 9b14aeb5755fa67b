package app

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/htmlgraph/htmlgraph/internal/database"
	"github.com/htmlgraph/htmlgraph/internal/model"
	accessrows "github.com/htmlgraph/htmlgraph/internal/repository/access"
	"github.com/htmlgraph/htmlgraph/internal/server"
	"github.com/htmlgraph/htmlgraph/internal/service/access"
)

// CheckToken returns an apperr.CodeInvalid error that says what is wrong with a wish for a token.
func CheckToken(wish access.Wish) error {
	_, err := access.New(nil, nil, time.Now).Check(wish)
	return err
}

// CreateToken makes a token in the database at path, which is there; a server may have it open. It returns the token and what is stored of it.
func CreateToken(ctx context.Context, path string, wish access.Wish) (token string, stored model.AccessToken, err error) {
	err = changeTokens(ctx, path, func(tokens *access.Service) error {
		token, stored, err = tokens.Create(ctx, wish)
		return err
	})
	return token, stored, err
}

// RevokeToken ends the use of a token, and returns its prefix.
func RevokeToken(ctx context.Context, path, token string) (prefix string, err error) {
	err = changeTokens(ctx, path, func(tokens *access.Service) error {
		prefix, err = tokens.Revoke(ctx, token)
		return err
	})
	return prefix, err
}

// changeTokens runs a change of the tokens in an existing database.
func changeTokens(ctx context.Context, path string, change func(tokens *access.Service) error) error {
	if _, err := ListTokens(ctx, path); err != nil { // which does not create a file
		return err
	}
	db, err := database.Open(ctx, database.Options{Path: path, Readers: 1})
	if err != nil {
		return err
	}
	return errors.Join(change(access.New(accessrows.New(db), rand.Reader, time.Now)), db.Close())
}

// ListTokens returns what is stored of the tokens in the database at path, the newest first. It does not change the file.
func ListTokens(ctx context.Context, path string) ([]model.AccessToken, error) {
	db, err := database.Open(ctx, database.Options{Path: path, ReadOnly: true, Readers: 1})
	if err != nil {
		return nil, err
	}
	tokens, err := accessrows.New(db).List(ctx)
	return tokens, errors.Join(err, db.Close())
}

// gate recognises tokens for the server.
type gate struct{ *access.Gate }

// Claims reports whether a text claims to be the token of a person.
func (gate) Claims(token string) bool { return access.IsToken(token) }

// Admit returns who sends a token, nil where it is not valid.
func (g gate) Admit(ctx context.Context, token string) (context.Context, server.Caller, error) {
	ctx, caller, err := g.Gate.Admit(ctx, token)
	if caller == nil {
		return ctx, nil, err
	}
	return ctx, caller, err
}
