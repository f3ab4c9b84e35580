package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// program is one that resizes a photo into a box, in the way of its manual.
type program struct {
	name string
	// command returns what makes out from in. The extension of out is its format.
	command func(in, out string, edge, quality int) []string
	env     []string
}

// sharpScript resizes with sharp: input, output, edge, quality.
const sharpScript = `const sharp = require("sharp"); const [input, output, edge, quality] = process.argv.slice(1);
const s = sharp(input).rotate().resize(+edge, +edge, {fit: "inside", withoutEnlargement: true});
(output.endsWith(".png") ? s.png() : s.jpeg({quality: +quality})).toFile(output).catch(e => { console.error(e); process.exit(1); });`

// programs returns Sizemill and those of its peers that are installed; missing are those that are
// not.
func programs(ours, data string) (there []program, missing []string) {
	all := []program{
		{name: "Sizemill", command: func(in, out string, edge, quality int) []string {
			format := "jpeg"
			if filepath.Ext(out) == ".png" {
				format = "png"
			}
			return []string{ours, "resize", "--quiet", "--fit", fmt.Sprintf("%dx%d", edge, edge), "--quality", strconv.Itoa(quality),
				"--format", format, "--collision", "overwrite", "--out", filepath.Dir(out), in}
		}},
		{name: "vipsthumbnail", command: func(in, out string, edge, quality int) []string {
			if filepath.Ext(out) == ".jpg" {
				out += fmt.Sprintf("[Q=%d]", quality)
			}
			return []string{"vipsthumbnail", "-s", fmt.Sprintf("%dx%d>", edge, edge), "-o", out, in}
		}},
		{name: "sharp", env: []string{"NODE_PATH=" + filepath.Join(data, "node_modules")}, command: func(in, out string, edge, quality int) []string {
			return []string{"node", "-e", sharpScript, in, out, strconv.Itoa(edge), strconv.Itoa(quality)}
		}},
		{name: "ImageMagick", command: func(in, out string, edge, quality int) []string {
			return []string{"mogrify", "-write", out, "-auto-orient", "-resize", fmt.Sprintf("%dx%d>", edge, edge), "-quality", strconv.Itoa(quality), in}
		}},
	}
	for _, p := range all {
		_, err := exec.LookPath(p.command("", "", 1, 1)[0])
		if p.env != nil && err == nil {
			_, err = os.Stat(filepath.Join(data, "node_modules", "sharp"))
		}
		if err != nil {
			missing = append(missing, p.name)
			continue
		}
		there = append(there, p)
	}
	return there, missing
}

// run makes out from in.
func (p program) run(ctx context.Context, in, out string, edge, quality int) error {
	words := p.command(in, out, edge, quality)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = append(os.Environ(), p.env...)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", p.name, err, said.Bytes())
	}
	return nil
}
