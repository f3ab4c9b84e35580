package cli

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/dustin/go-humanize"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/internal/memlimit"
	"sizemill/resize"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

func groups() []kong.Group {
	return []kong.Group{
		{Key: "size", Title: "Size of the results (choose one; default: --fit 1920x1080)"},
		{Key: "picture", Title: "Picture"},
		{Key: "where", Title: "Where the results go"},
		{Key: "run", Title: "Running"},
		{Key: "history", Title: "History"},
	}
}

// shardFlag is I/N.
type shardFlag struct{ batch.Shard }

// UnmarshalText reads I/N.
func (s *shardFlag) UnmarshalText(text []byte) (err error) {
	s.Shard, err = batch.ParseShard(string(text))
	return err
}

// recipeFlags are what is done to a picture. Pointers tell "not given" from a value.
type recipeFlags struct {
	Fit        *box        `group:"size" xor:"mode" placeholder:"WxH" help:"Fit into WxH, keeping the proportions: 1600x1200, 1600x, x1200, or 1600 for both."`
	Fill       *box        `group:"size" xor:"mode" placeholder:"WxH" help:"Fill WxH and crop the rest."`
	Pad        *box        `group:"size" xor:"mode" placeholder:"WxH" help:"Fit into WxH and fill the rest with the background."`
	Stretch    *box        `group:"size" xor:"mode" placeholder:"WxH" help:"Resize to exactly WxH, even if that distorts the picture."`
	Percent    *percent    `group:"size" xor:"mode" placeholder:"N" help:"Scale both sides to N percent, such as 50 or 12.5."`
	LongEdge   *pixels     `group:"size" xor:"mode" placeholder:"N" help:"Make the longer side N pixels."`
	ShortEdge  *pixels     `group:"size" xor:"mode" placeholder:"N" help:"Make the shorter side N pixels."`
	Megapixels *megapixels `group:"size" xor:"mode" placeholder:"N" help:"Limit results to N million pixels."`
	NoResize   bool        `group:"size" xor:"mode" help:"Keep the size; only convert, or re-encode if --quality is given."`
	Size       []namedSize `group:"size" xor:"mode" sep:"none" placeholder:"NAME=SPEC" help:"Make several sizes of each picture; repeat the flag for each, up to 8: web=1600x1200, thumb=fill:400x400, half=50%, strip=short-edge:300, print=megapixels:8, full=no-resize."`
	Enlarge    bool        `group:"size" help:"Allow results larger than their source."`
	NoTurnBox  bool        `group:"size" help:"Do not swap W and H for portrait pictures."`

	Anchor     resize.Anchor      `group:"picture" default:"center" placeholder:"PLACE" help:"Which part --fill keeps, and where --pad puts the picture: center, top-left, top, top-right, left, right, bottom-left, bottom, bottom-right; default ${default}."`
	Background resize.Color       `group:"picture" default:"white" placeholder:"COLOR" help:"Color around pictures for --pad, and behind transparent pixels in formats without transparency: #RRGGBB, #RRGGBBAA, white, black, transparent; default ${default}."`
	Filter     resize.Filter      `group:"picture" default:"lanczos" placeholder:"NAME" help:"Resampling filter: lanczos, catmull-rom, mitchell, linear, box, nearest; default ${default}."`
	Sharpen    resize.Sharpening  `group:"picture" default:"off" placeholder:"LEVEL" help:"Sharpen after resampling: off, low, high; default ${default}."`
	Linear     bool               `group:"picture" help:"Resample in linear light: fine bright detail keeps its brightness. Slower for JPEG."`
	Format     resize.Format      `group:"picture" default:"same" placeholder:"F" help:"Output format: same, ${formats}; default ${default}."`
	Quality    *quality           `group:"picture" placeholder:"N" help:"Quality 1-100 of lossy formats; default ${qualities}."`
	Lossless   bool               `group:"picture" help:"Write lossless ${lossless} (the default for lossless ${lossless} sources without --quality and --max-bytes)."`
	Color      resize.ColorPolicy `group:"picture" default:"keep" placeholder:"WHAT" help:"Color profiles: keep, srgb (convert the pixels to sRGB); default ${default}."`
	Metadata   resize.Metadata    `group:"picture" default:"keep" placeholder:"WHAT" help:"Metadata to keep: keep (all), no-location (all but the location), copyright (copyright and dates), none; default ${default}."`
	MaxBytes   byteSize           `group:"picture" placeholder:"N" help:"At most N bytes per result, such as 500kB. Lowers the quality, down to ${minquality}, then the number of pixels, down to a quarter of each side; a picture that is still larger fails. With {width} or {height} in --name, the number of pixels is kept."`
	Small      resize.SmallPolicy `group:"picture" default:"copy" placeholder:"WHAT" help:"What to do with pictures that are already small enough: copy, reencode, skip; default ${default}."`
}

// recipe returns the recipe that the flags describe.
func (f *recipeFlags) recipe() (resize.Recipe, error) {
	r := resize.DefaultRecipe()
	setBox := func(m resize.Mode, b *box) { r.Mode, r.Width, r.Height = m, b.width, b.height }
	switch {
	case f.Fit != nil:
		setBox(resize.Fit, f.Fit)
	case f.Fill != nil:
		setBox(resize.Fill, f.Fill)
	case f.Pad != nil:
		setBox(resize.Pad, f.Pad)
	case f.Stretch != nil:
		setBox(resize.Stretch, f.Stretch)
	case f.Percent != nil:
		r.Mode, r.Percent = resize.Percent, float64(*f.Percent)
	case f.LongEdge != nil:
		r.Mode, r.Edge = resize.LongEdge, int(*f.LongEdge)
	case f.ShortEdge != nil:
		r.Mode, r.Edge = resize.ShortEdge, int(*f.ShortEdge)
	case f.Megapixels != nil:
		r.Mode, r.Megapixels = resize.Megapixels, float64(*f.Megapixels)
	case f.NoResize:
		r.Mode = resize.NoResize
	}
	if f.Quality != nil {
		r.Quality = int(*f.Quality)
	}
	if err := checkLossless(f.Lossless, f.Format); err != nil {
		return r, err
	}
	r.MaxBytes, r.Lossless = int64(f.MaxBytes), f.Lossless
	r.Enlarge, r.TurnBox = f.Enlarge, !f.NoTurnBox
	r.Anchor, r.Background = f.Anchor, f.Background
	r.Filter, r.Sharpen, r.Linear = f.Filter, f.Sharpen, f.Linear
	r.Format, r.Small = f.Format, f.Small
	r.Metadata, r.Color = f.Metadata, f.Color
	return r, r.Validate()
}

// outputFlags are where results go.
type outputFlags struct {
	Out         *string         `group:"where" placeholder:"DIR" help:"Output folder, or the output file for a single picture, such as small.jpg. Default: \"FOLDER resized\" beside each input folder."`
	Name        naming.Template `group:"where" default:"{name}" placeholder:"TEMPLATE" help:"Name without extension, from {name} {width} {height} {size} {n} {date} {ext}; / makes folders. {size} is the name of a --size; with several sizes, -{size} is appended unless the template tells them apart."`
	Collision   batch.Collision `group:"where" default:"number" placeholder:"POLICY" help:"If a file with that name exists: number, skip, overwrite (earlier results only; others are numbered); default ${default}."`
	NoKeepDates bool            `group:"where" help:"Give results the current date instead of their source's."`
}

// printFlags are what is printed.
type printFlags struct {
	JSON  bool `group:"run" name:"json" help:"Print one JSON object per line."`
	Quiet bool `group:"run" short:"q" help:"Print failures only."`
}

// loadFlags are how much is done at once.
type loadFlags struct {
	Workers   *int      `group:"run" placeholder:"N" help:"Pictures in progress at once; default: one per core."`
	Memory    byteSize  `group:"run" placeholder:"BYTES" help:"Memory for pictures in progress, such as 512MiB. A picture that needs more by itself fails. Default: a quarter of what the machine, control groups, ulimit -v and GOMEMLIMIT allow, three quarters for a single picture; 1 GiB and 3 GiB if those limits are unknown."`
	TimeLimit timeLimit `group:"run" placeholder:"TIME" help:"Give up a picture that takes longer, such as 90s, 5m or 1h; none for no limit; default: ${timelimit}."`
}

// spaceFlags are what is checked on the disk before a batch.
type spaceFlags struct {
	NoSpaceCheck bool `group:"run" help:"Start even if the results do not seem to fit on the disk."`
}

// sourceFlags are which pictures are accepted.
type sourceFlags struct {
	MaxPixels   pixelCount `group:"run" placeholder:"N" help:"Refuse pictures of more than N pixels, such as 800MP, and animations of more than 8 times as many in all frames; default: ${maxpixels}."`
	MaxFrames   frameCount `group:"run" placeholder:"N" help:"Refuse animations of more than N frames; default: ${maxframes}."`
	FollowLinks bool       `group:"run" help:"Also follow symbolic links that lead out of the folders given, to files and to folders."`
}

// scan returns the flags as options of a scan.
func (f *sourceFlags) scan() batch.ScanOptions {
	return batch.ScanOptions{
		FollowLinks: f.FollowLinks,
		Limits:      resize.Limits{Pixels: int64(f.MaxPixels), Frames: int(f.MaxFrames)},
	}
}

// warn says if --memory is more than there is: the rest is not used.
func (f *loadFlags) warn(env *Env) {
	if there := memlimit.Available(); int64(f.Memory) > there {
		env.complain(fmt.Sprintf("warning: --memory %s: at most %s is available, and no more is used",
			humanize.IBytes(uint64(f.Memory)), humanize.IBytes(uint64(there))))
	}
}

// validate reports a number of workers that is out of range.
func (f *loadFlags) validate() error {
	if n := f.workers(); f.Workers != nil && (n < 1 || n > maxWorkers) {
		return fmt.Errorf("--workers %d: must be 1 to %d", n, maxWorkers)
	}
	return nil
}

// workers returns their number, or 0 for the default.
func (f *loadFlags) workers() int {
	if f.Workers == nil {
		return 0
	}
	return *f.Workers
}

// maxWorkers bounds --workers: far more than any machine's cores, few enough for their stacks and
// files.
const maxWorkers = 1024

// options returns what the flags say about a batch.
func options(recipe *recipeFlags, out *outputFlags) (batch.Options, error) {
	r, err := recipe.recipe()
	if err != nil {
		return batch.Options{}, usageError{err}
	}
	r.KeepDates = !out.NoKeepDates
	folder, err := out.folder()
	if err != nil {
		return batch.Options{}, usageError{err}
	}
	opts := batch.Options{Recipe: r, Out: folder, Name: out.Name, Collision: out.Collision}
	for _, s := range recipe.Size {
		opts.Sizes = append(opts.Sizes, s.NamedSize)
	}
	if len(opts.Sizes) == 0 && opts.Name.Has("size") {
		return opts, usageError{fmt.Errorf("--name %s: {size} is the name of a --size, and none is given: use --size web=1600x1200, or leave {size} out", opts.Name)}
	}
	if err := checkExtension(opts.Name); err != nil {
		return opts, usageError{err}
	}
	if err := opts.Validate(); err != nil {
		return opts, usageError{err}
	}
	return opts, nil
}

// checkExtension refuses a name with an extension: the result's own would follow it.
func checkExtension(name naming.Template) error {
	ext := filepath.Ext(string(name))
	switch _, known := codec.ByExtension(ext); {
	case known, ext == ".{ext}":
	case strings.HasSuffix(string(name), "{name}{ext}"):
		ext = "{ext}"
	default:
		return nil
	}
	stem := strings.TrimSuffix(string(name), ext)
	return fmt.Errorf("--name %s: use --name %s; the extension is added, and --format chooses it", name, shellQuoted(stem))
}

// vars returns the facts of the formats table that the help quotes.
func vars() kong.Vars {
	var formats, qualities []string
	for _, s := range codec.Specs() {
		if !s.Write {
			continue
		}
		formats = append(formats, strings.ToLower(s.Name))
		if s.Lossy {
			qualities = append(qualities, fmt.Sprintf("%s %d", s.Name, s.Quality))
		}
	}
	return kong.Vars{
		"minquality": strconv.Itoa(resize.MinQuality),
		"formats":    strings.Join(formats, ", "),
		"qualities":  strings.Join(qualities, ", "),
		"lossless":   losslessFormats(),
		"maxpixels":  format.Megapixels(resize.DefaultLimits().Pixels),
		"maxframes":  strconv.Itoa(resize.DefaultLimits().Frames),
		"timelimit":  strings.TrimSuffix(batch.DefaultTimeLimit.String(), "0s"),
	}
}
