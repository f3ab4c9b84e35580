package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"sizemill/resize/codec"
)

// formatsCmd prints the table of formats.
type formatsCmd struct {
	JSON bool `name:"json" help:"Print one JSON object a line."`
}

type jsonFormat struct {
	Name       string   `json:"name"`
	Extensions []string `json:"extensions"`
	Read       bool     `json:"read"`
	Write      bool     `json:"write"`
	Alpha      bool     `json:"alpha"`
	Lossy      bool     `json:"lossy"`
	Quality    int      `json:"default_quality,omitempty"`
}

// Run prints what this build can read and write.
func (c *formatsCmd) Run(env *Env) error {
	enc := newEncoder(env.Stdout)
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	if !c.JSON {
		if _, err := fmt.Fprintln(table, "FORMAT\tREAD\tWRITE\tTRANSPARENCY\tQUALITY\tEXTENSIONS"); err != nil {
			return err
		}
	}
	for _, s := range codec.Specs() {
		if c.JSON {
			if err := enc.Encode(jsonFormat{s.Name, s.Extensions, s.Read, s.Write, s.Alpha, s.Lossy, s.Quality}); err != nil {
				return err
			}
			continue
		}
		quality := "–"
		if s.Lossy {
			quality = fmt.Sprintf("1–100, default %d", s.Quality)
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", s.Name, yes(s.Read), yes(s.Write), yes(s.Alpha), quality, strings.Join(s.Extensions, " ")); err != nil {
			return err
		}
	}
	return table.Flush()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
