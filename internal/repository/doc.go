// Package repository owns the SQL: one file for each table or question. Rows become
// model types here and nowhere else. Statements are written so that SQLite and PostgreSQL
// both understand them; what differs between the two comes from package database.
//
// It holds no rules: what a number means and how rows are grouped is decided in the services.
package repository
