// Package jsonscan reads JSON records that consist mostly of long texts. Object validates a record in one pass, and Get and Each find members
// without reading the texts beside them. Values are those of package gjson.
package jsonscan
