// Package clients tests the generated clients as a program of somebody else uses them: from a module of its own, against the built server.
package clients
