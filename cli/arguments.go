package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// commandLine is a parsed command line.
type commandLine struct {
	command string   // empty if there is none
	flags   []string // --name, --name=value, -q
	paths   []string // and other words that are not flags
	unknown error    // explains the first flag that the command does not have
}

// arranged returns args in the order that kong reads: the command, its flags with their values,
// then the paths. So flags may stand anywhere on the line. Its errors explain what the user
// probably meant.
func arranged(model *kong.Application, args []string) ([]string, error) {
	line, err := parseLine(model, args)
	switch {
	case err != nil:
		return nil, err
	case line.command == "" && slices.ContainsFunc(line.flags, isHelp):
		return []string{"--help"}, nil
	case line.command == "":
		return nil, noCommand(line, args)
	case line.unknown != nil:
		return nil, line.unknown
	}
	out := append([]string{line.command}, line.flags...)
	if len(line.paths) > 0 {
		out = append(append(out, "--"), line.paths...)
	}
	return out, nil
}

// parseLine sorts args. The command is the first word that is not the value of a flag.
func parseLine(model *kong.Application, args []string) (*commandLine, error) {
	line := &commandLine{}
	grammar := commandFlags(model, firstCommand(args))
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case arg == "--":
			line.paths = append(line.paths, args[i+1:]...)
			return line, nil
		case arg == "-" || !strings.HasPrefix(arg, "-"):
			if err := checkDash(arg); err != nil {
				return nil, err
			}
			if line.command == "" && len(line.paths) == 0 && known(arg) {
				line.command = arg
				continue
			}
			line.paths = append(line.paths, arg)
			continue
		}
		name, value, hasValue := strings.Cut(arg, "=")
		flag := grammar.find(name)
		if letter := grammar.letter(arg); flag == nil && letter != nil {
			flag, value, hasValue = letter, arg[2:], true
		}
		switch {
		case flag == nil && line.unknown != nil:
			// One explanation is enough.
		case flag == nil:
			line.unknown = unknownFlag(grammar, name, value, args[i+1:])
		case name == "-q" && i+1 < len(args) && isNumber(args[i+1]) && !exists(args[i+1]):
			return nil, errors.New(quietHint(name + args[i+1]))
		case flag.IsBool():
			line.flags = append(line.flags, arg)
		case hasValue:
			line.flags = append(line.flags, "--"+flag.Name+"="+value)
		default:
			if i++; i == len(args) || startsFlag(args[i]) {
				return nil, missingValue(flag)
			}
			line.flags = append(line.flags, "--"+flag.Name+"="+args[i])
		}
	}
	return line, nil
}

// flagSet holds the flags of one command, or those of resize if there is no command.
type flagSet struct {
	command   string
	flags     []*kong.Flag
	elsewhere []string // the flags of the other commands
}

func commandFlags(model *kong.Application, command string) flagSet {
	set := flagSet{command: command, flags: slices.Clone(model.Flags)}
	if command == "" {
		command = "resize"
	}
	for _, node := range model.Children {
		for _, f := range node.Flags {
			if node.Name == command {
				set.flags = append(set.flags, f)
			} else {
				set.elsewhere = append(set.elsewhere, f.Name)
			}
		}
	}
	return set
}

// find returns the flag with that spelling, or nil.
func (s flagSet) find(written string) *kong.Flag {
	for _, f := range s.flags {
		if written == "--"+f.Name || f.Short != 0 && written == "-"+string(f.Short) {
			return f
		}
	}
	return nil
}

// letter returns the flag of a word such as -n5, its letter with a value, or nil.
func (s flagSet) letter(arg string) *kong.Flag {
	if len(arg) < 3 || arg[1] == '-' {
		return nil
	}
	if f := s.find(arg[:2]); f != nil && !f.IsBool() {
		return f
	}
	return nil
}

// firstCommand returns the command that args begin with, after flags that need no value. Values of
// flags before it cannot be mistaken for commands: no size, folder or format is called resize.
func firstCommand(args []string) string {
	for _, arg := range args {
		switch {
		case arg == "--":
			return ""
		case known(arg):
			return arg
		}
	}
	return ""
}

func isHelp(arg string) bool { return arg == "--help" || arg == "-h" }

// negative matches values that would be taken for a flag.
var negative = regexp.MustCompile(`^-[0-9.]`)

// startsFlag reports whether arg is a flag rather than the value of the flag before it. Negative
// numbers are values, so that the flag explains what is wrong with them.
func startsFlag(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && !negative.MatchString(arg)
}

// missingValue explains a flag without its value.
func missingValue(f *kong.Flag) error {
	if example := flagExamples[f.Name]; example != "" {
		return fmt.Errorf("--%s needs a value, for example --%s %s", f.Name, f.Name, example)
	}
	return fmt.Errorf("--%s needs a value: --%s %s", f.Name, f.Name, f.PlaceHolder)
}

func isNumber(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// checkDash refuses a flag whose hyphens a word processor has replaced by a dash.
func checkDash(arg string) error {
	name := strings.TrimLeft(arg, "-‐‑‒–—―−")
	if name == arg || name == "" || strings.HasPrefix(arg, "-") || exists(arg) {
		return nil
	}
	return fmt.Errorf("%q begins with a dash instead of hyphens: type --%s", arg, name)
}

// noCommand explains a line that has flags but no command.
func noCommand(line *commandLine, args []string) error {
	if line.unknown != nil {
		return fmt.Errorf("the command is missing: use sizemill resize [flags] PATH ...; %w", line.unknown)
	}
	words := append([]string{"sizemill", "resize"}, args...)
	for i, word := range words {
		words[i] = shellQuoted(word)
	}
	return fmt.Errorf("the command is missing: use %s", strings.Join(words, " "))
}

// plainWord matches what shells leave unchanged.
var plainWord = regexp.MustCompile(`^[\p{L}\p{N}_./:=,%@+-]+$`)

// shellQuoted returns word as one types it in a shell.
func shellQuoted(word string) string {
	if plainWord.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// lookTime is how long a disk may take to tell whether a word is a path, which only helps to
// explain mistakes. A network disk may hang forever.
const lookTime = 250 * time.Millisecond

// exists reports whether a file or folder has that path. If that cannot be found out, it counts as
// existing.
func exists(path string) bool {
	found := make(chan bool, 1)
	go func() {
		_, err := os.Lstat(path)
		found <- !errors.Is(err, fs.ErrNotExist)
	}()
	select {
	case there := <-found:
		return there
	case <-time.After(lookTime): // the command finds out
		return true
	}
}
