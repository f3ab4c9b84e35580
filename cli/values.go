package cli

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// wholeNumber reads a number without a fraction.
func wholeNumber(text string) (int, error) {
	n, err := strconv.Atoi(text)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fmt.Errorf("%s is too large a number", text)
	case err != nil:
		return 0, fmt.Errorf("%q is no whole number", text)
	}
	return n, nil
}

// number reads a number.
func number(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) {
		return 0, fmt.Errorf("%q is no number", text)
	}
	return v, nil
}

// mappers have kong read plain values with the functions above, whose errors say what is wrong in words for the user.
func mappers() []kong.Option {
	return []kong.Option{
		kong.KindMapper(reflect.Int, kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
			n, err := popped(ctx, wholeNumber)
			target.SetInt(int64(n))
			return err
		})),
		kong.KindMapper(reflect.Float64, kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
			v, err := popped(ctx, number)
			target.SetFloat(v)
			return err
		})),
		kong.KindMapper(reflect.Bool, switchMapper{}),
		// Kong's own takes strings through JSON, which has no place for the bytes of names that are no UTF-8.
		kong.KindMapper(reflect.String, kong.MapperFunc(func(ctx *kong.DecodeContext, target reflect.Value) error {
			token, err := ctx.Scan.PopValue("value")
			if err == nil {
				target.SetString(token.String())
			}
			return err
		})),
	}
}

// popped reads the next value of the command line.
func popped[T any](ctx *kong.DecodeContext, read func(string) (T, error)) (T, error) {
	var text string
	if err := ctx.Scan.PopValueInto("value", &text); err != nil {
		var none T
		return none, err
	}
	return read(text)
}

// switchMapper reads flags that are given or not.
type switchMapper struct{}

// Decode reads --flag and --flag=yes.
func (switchMapper) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	on := true
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		text := fmt.Sprint(ctx.Scan.Pop().Value)
		switch strings.ToLower(text) {
		case "true", "yes", "1":
		case "false", "no", "0":
			on = false
		default:
			return fmt.Errorf("%q is neither yes nor no; without a value it is yes", text)
		}
	}
	target.SetBool(on)
	return nil
}

// IsBool says that the flag needs no value.
func (switchMapper) IsBool() bool { return true }

// looksNegative is a value that would be taken for a flag.
var looksNegative = regexp.MustCompile(`^-[0-9.]`)

// joined puts negative numbers to the flags before them, --fit -5 as --fit=-5, so that it is the flag that says what is wrong with them.
func joined(args []string, parser *kong.Kong) []string {
	var out []string
	for i, arg := range args {
		if arg == "--" {
			return append(out, args[i:]...)
		}
		if n := len(out); n > 0 && looksNegative.MatchString(arg) && takesValue(parser, out[n-1]) {
			out[n-1] += "=" + arg
			continue
		}
		out = append(out, arg)
	}
	return out
}

// takesValue says whether an argument is a flag that waits for its value.
func takesValue(parser *kong.Kong, arg string) bool {
	name, long := strings.CutPrefix(arg, "--")
	return long && slices.ContainsFunc(parser.Model.Children, func(command *kong.Node) bool {
		return slices.ContainsFunc(command.Flags, func(f *kong.Flag) bool { return f.Name == name && !f.IsBool() })
	})
}
