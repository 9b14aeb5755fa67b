package seed

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strings"
)

// textFiles contain the texts of sample databases, one per line.
//
//go:embed texts/*.txt
var textFiles embed.FS

// texts are the texts by their use.
type texts struct {
	prompts, tasks, files, commands, items, findings []string
}

func loadTexts() (texts, error) {
	var t texts
	for name, into := range map[string]*[]string{
		"prompts": &t.prompts, "tasks": &t.tasks, "files": &t.files, "commands": &t.commands, "items": &t.items, "findings": &t.findings,
	} {
		data, err := textFiles.ReadFile("texts/" + name + ".txt")
		if err != nil {
			return t, fmt.Errorf("read the texts of the sample: %w", err)
		}
		*into = strings.Split(strings.TrimSpace(string(data)), "\n")
	}
	return t, nil
}

// pick returns a random element of list.
func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

// choice is a value with a weight.
type choice[T any] struct {
	weight int
	value  T
}

// draw returns a random choice, by weight.
func draw[T any](random *rand.Rand, choices []choice[T]) T {
	total := 0
	for _, c := range choices {
		total += c.weight
	}
	n := random.IntN(total)
	for _, c := range choices {
		if n -= c.weight; n < 0 {
			return c.value
		}
	}
	return choices[0].value
}
