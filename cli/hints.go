package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sizemill/resize"
)

// flagExamples are values that show how to use a flag.
var flagExamples = map[string]string{
	"fit": "1600x1200", "fill": "400x400", "pad": "800x600", "stretch": "800x600", "percent": "50", "long-edge": "1600",
	"short-edge": "800", "megapixels": "8", "size": "web=1600x1200", "quality": "85", "max-bytes": "500kB", "format": "webp",
	"out": "small", "name": "'{name}-small'", "from": "list.txt", "shard": "1/4", "workers": "4", "memory": "512MiB",
	"background": "white", "anchor": "top",
}

// flagHint is what to type instead of flags that other programs have.
type flagHint struct {
	names []string // folded, see foldFlag
	text  string   // VALUE stands for the value that was given
}

// flagHints returns the flags of ImageMagick, ffmpeg, sips, sharp, vipsthumbnail, cp and others.
func flagHints() []flagHint {
	return []flagHint{
		{[]string{"o", "output", "outdir", "outputdir", "outfolder", "outputfolder", "outputpath", "outpath", "outfile", "dest",
			"destination", "dst", "target", "path", "d", "dir"}, "use --out VALUE"},
		{[]string{"w", "width", "maxwidth", "resizewidth", "resamplewidth"}, "use --fit VALUEx"},
		{[]string{"height", "maxheight", "resizeheight", "resampleheight"}, "use --fit xVALUE"},
		{[]string{"resize", "scale", "s", "geometry", "thumbnail", "resample", "sample", "dimensions", "resolution", "vf", "z",
			"resampleheightwidthmax", "resampleheightwidth", "contain", "inside", "box"}, "use --fit VALUE"},
		{[]string{"max", "maxdimension", "maxedge", "longside", "longest", "longestside", "long"}, "use --long-edge VALUE"},
		{[]string{"min", "shortside", "shortest", "shortestside", "short"}, "use --short-edge VALUE"},
		{[]string{"mp", "megapixel", "pixels"}, "use --megapixels VALUE"},
		{[]string{"crop", "cover", "smartcrop", "c"}, "use --fill VALUE; --anchor chooses what is kept"},
		{[]string{"extent", "canvas", "padtoheightwidth", "letterbox"}, "use --pad VALUE"},
		{[]string{"exact", "ignoreaspect", "force!"}, "use --stretch VALUE"},
		{[]string{"gravity", "position"}, "use --anchor PLACE: center, top-left, top, ..."},
		{[]string{"bg", "backgroundcolor", "matte"}, "use --background VALUE"},
		{[]string{"kernel", "interpolation", "interp", "resampling", "resizefilter"}, "use --filter VALUE"},
		{[]string{"unsharp", "sharp", "adaptivesharpen"}, "use --sharpen low or --sharpen high"},
		{[]string{"jpegquality", "compression", "compress", "compressionquality", "qscale"}, "use --quality VALUE, 1 to 100"},
		{[]string{"maxsize", "filesize", "targetsize", "maxfilesize", "limit", "jpegextent"}, "use --max-bytes VALUE"},
		{[]string{"type", "t", "ext", "extension", "outformat", "outputformat", "convert", "convertto", "outputtype"},
			"use --format VALUE"},
		{[]string{"f"}, "use --format VALUE for the format, or --collision overwrite to replace earlier results"},
		{[]string{"suffix", "postfix", "append"}, "use --name '{name}VALUE'"},
		{[]string{"prefix", "prepend"}, "use --name 'VALUE{name}'"},
		{[]string{"rename", "pattern", "outputname", "filename", "basename", "template"}, "use --name TEMPLATE"},
		{[]string{"overwrite", "force", "y", "yes", "replace", "clobber"}, "use --collision overwrite"},
		{[]string{"skip", "skipexisting", "noclobber", "ignoreexisting", "nooverwrite", "update", "u"}, "use --collision skip"},
		{[]string{"inplace", "samefolder"}, "sizemill resize --in-place replaces originals, and keeps backups; --out DIR chooses the folder of the results"},
		{[]string{"dryrun", "n", "simulate", "noop", "pretend", "whatif", "preview", "test"},
			"use sizemill plan, which writes nothing"},
		{[]string{"r", "recursive", "recurse", "subfolders"}, "subfolders are included; --no-recursive leaves them out"},
		{[]string{"strip", "stripall", "stripmetadata", "noexif", "removeexif", "nometadata", "stripexif", "deleteproperty"},
			"use --metadata none"},
		{[]string{"keepmetadata", "preservemetadata", "withmetadata", "keepexif", "preserveexif", "exif", "copymetadata"},
			"metadata is kept unless --metadata says otherwise"},
		{[]string{"autoorient", "autorotate", "exifrotate"}, "pictures always come out upright"},
		{[]string{"rotate", "flip", "flop", "mirror"}, "pictures are only turned upright, which needs no flag"},
		{[]string{"keepaspect", "keepratio", "keepaspectratio", "preserveaspectratio", "aspect", "ratio", "proportional"},
			"every size but --stretch keeps the proportions"},
		{[]string{"noenlarge", "withoutenlargement", "shrink", "shrinkonly", "onlyshrink", "noupscale", "down"},
			"pictures are never enlarged without --enlarge"},
		{[]string{"upscale", "allowenlarge"}, "use --enlarge"},
		{[]string{"colorspace", "profile", "icc", "srgb", "exportprofile", "eprofile"}, "use --color srgb"},
		{[]string{"preservedates", "keepdates", "p"}, "dates are kept unless --no-keep-dates is given"},
		{[]string{"j", "jobs", "threads", "parallel", "concurrency", "cpus", "processes"}, "use --workers VALUE"},
		{[]string{"mem", "maxmemory", "ram"}, "use --memory VALUE"},
		{[]string{"i", "in", "input", "inputdir", "src", "source", "file", "files"}, "paths need no flag: sizemill resize VALUE"},
		{[]string{"filelist", "inputlist", "list", "filesfrom", "files0from", "l", "0", "null"}, "use --from FILE, or --from - for standard input"},
		{[]string{"silent"}, "use --quiet"},
		{[]string{"v", "debug", "loglevel"}, "failures are always printed; sizemill plan lists every picture, --json every event"},
		{[]string{"once", "oneshot"}, "sizemill resize ends when all pictures are done, and so does sizemill watch --once"},
		{[]string{"density", "dpi", "units", "resolutiondpi"}, "sizes are in pixels; the resolution for printing is kept"},
		{[]string{"gui", "window"}, "sizemill without a command opens the window"},
		{[]string{"version"}, "use sizemill version"},
	}
}

// foldFlag returns a flag's name without its hyphens, lower-case: --Long_Edge is longedge.
func foldFlag(written string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(written))
}

// unknownFlag explains a flag that the command does not have. value is what was given after "=",
// and after the words behind the flag.
func unknownFlag(set flagSet, written, value string, after []string) error {
	what := fmt.Sprintf("%s is not a flag of sizemill %s", written, set.command)
	if set.command == "" {
		what = written + " is not a flag"
	}
	if value == "" && len(after) > 0 && !startsFlag(after[0]) {
		value = after[0]
	}
	for _, f := range set.flags {
		if foldFlag(written) == foldFlag(f.Name) {
			return fmt.Errorf("%s: use --%s", what, f.Name)
		}
	}
	if text := quietHint(written); text != "" {
		return errors.New(text)
	}
	if text := placedHint(set, written, value); text != "" {
		return fmt.Errorf("%s: %s", what, text)
	}
	if text := findHint(written, value); text != "" {
		return fmt.Errorf("%s: %s", what, text)
	}
	if slices.Contains(set.elsewhere, strings.TrimLeft(written, "-")) {
		return fmt.Errorf("%s, but of other commands; sizemill help %s lists its flags", what, set.command)
	}
	if near := nearestFlag(set, written); near != "" {
		return fmt.Errorf("%s: did you mean --%s?", what, near)
	}
	return fmt.Errorf("%s; sizemill help %s lists its flags", what, cmp.Or(set.command, "resize"))
}

// quietHint explains -q80: elsewhere -q is the quality.
func quietHint(written string) string {
	number, ok := strings.CutPrefix(written, "-q")
	if !ok || !isNumber(number) {
		return ""
	}
	return fmt.Sprintf("-q is --quiet; for the quality use --quality %s", number)
}

// placedHint returns the hint for a flag that means different things by its command or value, or
// nothing.
func placedHint(set flagSet, written, value string) string {
	switch name := foldFlag(written); {
	case name == "to":
		var f resize.Format
		if f.UnmarshalText([]byte(value)) == nil && value != "" {
			return "use --format " + value
		}
		return findHint("--output", value)
	case set.command == "undo" && slices.Contains([]string{"yes", "y", "force", "f"}, name):
		return "undo asks nothing: leave " + written + " out"
	case set.command == "plan" && slices.Contains([]string{"dryrun", "n", "simulate", "noop", "pretend"}, name):
		return "plan writes nothing: leave " + written + " out"
	}
	return ""
}

// findHint returns the hint for a flag of another program, or nothing.
func findHint(written, value string) string {
	name := foldFlag(written)
	for _, hint := range flagHints() {
		if slices.Contains(hint.names, name) {
			return hint.fill(value)
		}
	}
	// -j4, -w800: a letter with its value.
	isLetter := !strings.HasPrefix(written, "--") && len(name) > 1
	if isLetter && strings.Trim(name[1:], "0123456789x%") == "" {
		return findHint(written[:2], name[1:])
	}
	return ""
}

// fill puts the value that was given into the hint.
func (h flagHint) fill(value string) string {
	if !strings.Contains(h.text, "VALUE") {
		return h.text
	}
	switch number, isPercent := strings.CutSuffix(value, "%"); {
	case value == "":
		value = "VALUE"
	case strings.HasPrefix(h.text, "use --fit") && isPercent:
		return "use --percent " + number
	case strings.HasPrefix(h.text, "use --fit") && strings.Contains(value, "="): // ffmpeg's scale=320:240
		_, value, _ = strings.Cut(value, "=")
		value = strings.ReplaceAll(value, ":", "x")
	}
	return strings.ReplaceAll(h.text, "VALUE", value)
}

// nearestFlag returns the flag that is at most two letters off, or nothing.
func nearestFlag(set flagSet, written string) string {
	best, at := "", 3
	for _, f := range set.flags {
		if d := distance(foldFlag(written), foldFlag(f.Name)); d < at && d < len(f.Name)/2 {
			best, at = f.Name, d
		}
	}
	return best
}

// distance returns how many letters to insert, remove or replace to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// commandHint returns what to type in place of a word that is a command of other programs.
func commandHint(word string) string {
	switch strings.ToLower(word) {
	case "convert", "magick", "mogrify", "thumbnail", "vipsthumbnail", "shrink", "scale", "compress", "optimize", "reduce", "batch",
		"run", "start", "sips", "ffmpeg", "sharp", "crop", "export":
		return "use sizemill resize [flags] PATH ...; sizemill help resize lists the flags"
	case "identify", "info", "probe", "inspect", "dry-run", "dryrun", "preview", "simulate", "check", "test", "list", "ls":
		return "use sizemill plan PATH ..., which lists every picture and writes nothing"
	case "monitor", "daemon", "serve", "observe":
		return "use sizemill watch FOLDER"
	case "revert", "rollback", "restore":
		return "use sizemill undo"
	case "log", "batches":
		return "use sizemill history"
	case "gui", "window", "open", "ui":
		return "sizemill without a command opens the window"
	case "usage", "man", "?":
		return "use sizemill help"
	}
	for _, command := range commandNames() {
		if distance(strings.ToLower(word), command) <= 2 {
			return fmt.Sprintf("did you mean sizemill %s?", command)
		}
	}
	return "sizemill help lists the commands"
}

// modeHint explains the letters that ImageMagick appends to a size.
func modeHint(text string) string {
	size := strings.TrimRight(text, "<>!^@%# ")
	if size == text || size == "" {
		return ""
	}
	switch text[len(size):] {
	case ">":
		return fmt.Sprintf("use %s: pictures are never enlarged without --enlarge", size)
	case "^":
		return "use --fill " + size
	case "!":
		return "use --stretch " + size
	case "%":
		return fmt.Sprintf("use --%s %s", resize.Percent, size)
	case "@":
		return "use --megapixels N, in millions of pixels"
	}
	return ""
}
