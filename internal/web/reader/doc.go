// Package reader decides how the messages of a session are shown: which are one turn, and what of each part a page shows. It knows neither requests nor
// templates.
package reader
