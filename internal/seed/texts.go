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
	prompts, tasks, files, commands, items, findings, waits, folders []string
	// outputs and failures are what commands print, answers are Markdown. They have several lines.
	outputs, failures, answers []string
	edits                      []edit
}

func loadTexts() (texts, error) {
	var t texts
	for name, into := range map[string]*[]string{
		"prompts": &t.prompts, "tasks": &t.tasks, "files": &t.files, "commands": &t.commands, "items": &t.items, "findings": &t.findings,
		"waits": &t.waits, "folders": &t.folders,
	} {
		data, err := textFiles.ReadFile("texts/" + name + ".txt")
		if err != nil {
			return t, fmt.Errorf("read the texts of the sample: %w", err)
		}
		*into = strings.Split(strings.TrimSpace(string(data)), "\n")
	}
	for name, into := range map[string]*[]string{"outputs": &t.outputs, "failures": &t.failures, "answers": &t.answers} {
		blocks, err := blocksOf(name)
		if err != nil {
			return t, err
		}
		*into = blocks
	}
	blocks, err := blocksOf("edits")
	for _, block := range blocks {
		parts := strings.Split(block, "\n---\n")
		t.edits = append(t.edits, edit{parts[0], parts[1] + "\n", parts[2] + "\n"})
	}
	return t, err
}

// edit is a change of a file.
type edit struct{ file, before, after string }

// blocksOf returns the texts of a file, which stand between lines of equals signs.
func blocksOf(name string) ([]string, error) {
	data, err := textFiles.ReadFile("texts/" + name + ".txt")
	if err != nil {
		return nil, fmt.Errorf("read the texts of the sample: %w", err)
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n===\n"), nil
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
