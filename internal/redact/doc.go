// Package redact removes secrets from texts. It is pure: text in, text out; JSON in, JSON out. It knows the forms of secrets and the names
// that people give them. It keeps placeholders, references, types and code. A secret of an unknown form gets through.
//
// A scan reads each byte once. It stops at triggers (scan.go): the sign between a name and its value, the beginning of an option, a keyword
// of a rule. A trigger looks only at the text near it, so the time is linear in the length of the text.
//
//	text.go         Text: finds the secrets in a text and replaces them
//	json.go         JSON: the same for the texts and members of a JSON value
//	scan.go         the triggers, and how a scan finds them
//	name.go         which names mean secrets
//	value.go        where a value begins and ends
//	judge.go        which values are secrets, and which are placeholders, types or code
//	assignment.go   name = value, name: value, <name>value</name>
//	command.go      options of programs, .netrc
//	header.go       Authorization, Cookie, "Bearer ..."
//	url.go          passwords in URLs, webhooks, Telegram tokens
//	token.go        tokens with the prefix of a vendor, JSON Web Tokens
//	key.go          private keys in PEM
//	catalogue.go    the rules of the gitleaks catalogue
//	random.go       does a text look random, or like words
//	chars.go        classes of bytes
package redact
