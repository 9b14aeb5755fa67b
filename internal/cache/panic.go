package cache

import (
	"fmt"
	"runtime/debug"
)

// PanicError carries a panic from the goroutine that computed a response to the one that requested it.
type PanicError struct {
	// Value is the value of the panic.
	Value any
	// Stack is the stack of the goroutine that panicked.
	Stack []byte
}

func newPanicError(value any) *PanicError {
	return &PanicError{Value: value, Stack: debug.Stack()}
}

// Error returns the value as text.
func (e *PanicError) Error() string { return fmt.Sprint(e.Value) }
