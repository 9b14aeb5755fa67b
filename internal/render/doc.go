// Package render turns untrusted texts into HTML that is safe to show: Markdown, source code, and what programs write to a terminal. It is the
// one package that makes template.HTML of texts from the database. Everything that it returns has passed a policy that permits a few elements and
// classes, and no scripts, styles, images or forms. Texts that are larger than its limits, or that a library cannot render, are not rendered: the
// caller shows them as plain text.
package render
