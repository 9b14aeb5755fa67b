package cache

import (
	"fmt"
	"runtime/debug"
)

// PanicError carries a panic from the goroutine that computed an answer to the one that asked for it.
type PanicError struct {
	// Value is what the panic was called with.
	Value any
	// Stack is that of the goroutine in which it happened.
	Stack []byte
}

func newPanicError(value any) *PanicError {
	return &PanicError{Value: value, Stack: debug.Stack()}
}

// Error returns the value as text.
func (e *PanicError) Error() string { return fmt.Sprint(e.Value) }
