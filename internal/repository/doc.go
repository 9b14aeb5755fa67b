// Package repository holds the SQL: a package below it for each table or question, named in the plural after what it reads. Rows become
// types of package model here and nowhere else. Statements are written so that SQLite and PostgreSQL both understand them; package
// database expands what differs between the two.
//
// Repositories hold no rules: what a number means and how rows are grouped is decided in the services, and a rule that a statement has to
// know is one of its arguments.
package repository
