package cli

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// mappers have kong read plain values with the functions above, whose errors say what is wrong in
// words for the user.
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
		// Kong's own takes strings through JSON, which has no place for the bytes of names that are
		// no UTF-8.
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
