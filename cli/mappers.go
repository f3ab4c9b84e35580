package cli

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// mappers make kong read plain values with the functions above, whose errors explain in words for
// the user what is wrong.
func mappers() []kong.Option {
	readInt := func(ctx *kong.DecodeContext, target reflect.Value) error {
		n, err := popped(ctx, wholeNumber)
		target.SetInt(int64(n))
		return err
	}
	readFloat := func(ctx *kong.DecodeContext, target reflect.Value) error {
		v, err := popped(ctx, number)
		target.SetFloat(v)
		return err
	}
	// Kong's own mapper takes strings through JSON, which cannot hold names that are not UTF-8.
	readString := func(ctx *kong.DecodeContext, target reflect.Value) error {
		token, err := ctx.Scan.PopValue("value")
		if err == nil {
			target.SetString(token.String())
		}
		return err
	}
	return []kong.Option{
		kong.KindMapper(reflect.Int, kong.MapperFunc(readInt)),
		kong.KindMapper(reflect.Float64, kong.MapperFunc(readFloat)),
		kong.KindMapper(reflect.Bool, switchMapper{}),
		kong.KindMapper(reflect.String, kong.MapperFunc(readString)),
	}
}

// popped reads the next value from the command line.
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

// IsBool reports that the flag needs no value.
func (switchMapper) IsBool() bool { return true }
