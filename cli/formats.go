package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"sizemill/resize/codec"
)

// formatsCmd prints the table of formats.
type formatsCmd struct {
	JSON bool `name:"json" help:"Print one JSON object per line."`
}

type jsonFormat struct {
	Name       string   `json:"name"`
	Extensions []string `json:"extensions"`
	Read       bool     `json:"read"`
	Write      bool     `json:"write"`
	Missing    string   `json:"missing,omitempty"` // what this machine lacks to read it
	Alpha      bool     `json:"alpha"`
	Deep       bool     `json:"deep"` // 16 bits per channel
	Animation  bool     `json:"animation"`
	Lossy      bool     `json:"lossy"`
	Quality    int      `json:"default_quality,omitempty"`
}

// Run prints what this build can read and write.
func (c *formatsCmd) Run(env *Env) error {
	enc := newEncoder(env.Stdout)
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	if !c.JSON {
		const head = "FORMAT\tREAD\tWRITE\tTRANSPARENCY\t16 BITS\tANIMATION\tQUALITY\tEXTENSIONS"
		if _, err := fmt.Fprintln(table, head); err != nil {
			return err
		}
	}
	var notes []string
	for _, s := range codec.Specs() {
		missing := codec.Missing(s.Format)
		read := s.Read && missing == ""
		if missing != "" {
			notes = append(notes, s.Name+": "+missing)
		}
		if c.JSON {
			if err := enc.Encode(jsonFormat{
				s.Name, s.Extensions, read, s.Write, missing,
				s.Alpha, s.Deep, s.Animation, s.Lossy, s.Quality,
			}); err != nil {
				return err
			}
			continue
		}
		quality := "–"
		if s.Lossy {
			quality = fmt.Sprintf("1–100, default %d", s.Quality)
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			s.Name, yes(read), yes(s.Write), yes(s.Alpha), yes(s.Deep), yes(s.Animation),
			quality, strings.Join(s.Extensions, " ")); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil || c.JSON {
		return err
	}
	for _, note := range notes {
		if _, err := fmt.Fprintln(env.Stdout, note); err != nil {
			return err
		}
	}
	return nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
