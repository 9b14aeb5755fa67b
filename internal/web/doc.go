// Package web owns the dashboard: pages rendered on the server from templates, and the scripts, styles and icons that they load.
// Everything is embedded in the binary; a page loads nothing from other servers. The package decides what a page shows and how it
// is worded. The data come from services. Texts from the database are untrusted: they reach a page only through html/template,
// which escapes them, or through package render, which cleans what it makes of them.
package web
