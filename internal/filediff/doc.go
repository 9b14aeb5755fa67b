// Package filediff says what calls changed in files: the differences of texts, line by line, and the edits that a call states. It is pure: texts in,
// lines out. Texts that are larger than its limits are not compared.
package filediff
