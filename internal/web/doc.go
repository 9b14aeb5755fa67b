// Package web owns the dashboard: pages for people, made on the server from templates, and the files that they load. Everything
// is embedded in the binary, and nothing is loaded from elsewhere. It decides what a page shows and in which words; what is true
// comes from services. Texts from the database are hostile: they reach a page through html/template alone, which escapes them.
package web
