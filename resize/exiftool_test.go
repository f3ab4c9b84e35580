package resize

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// exiftoolPath is exiftool's, which judges these tests; where it is missing they are skipped.
func exiftoolPath(t *testing.T) string {
	t.Helper()
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not installed (scripts/needs.sh test brings it): ", err)
	}
	return tool
}

// tags are all tags that exiftool finds in files, by the files' names and then by "group:name".
func tags(t *testing.T, files map[string][]byte) map[string]map[string]string {
	t.Helper()
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, files)
	out, err := exec.Command(exiftoolPath(t), "-j", "-G1", "-a", "-u", "-n", "-ee", "-api", "struct=1", dir).Output()
	if err != nil {
		t.Fatalf("exiftool: %v\n%s", err, out)
	}
	var list []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(out))
	decoder.UseNumber()
	if err := decoder.Decode(&list); err != nil || len(list) != len(files) {
		t.Fatalf("%v: %s", err, out)
	}
	found := map[string]map[string]string{}
	for _, file := range list {
		all := map[string]string{}
		for name, v := range file {
			all[name] = fmt.Sprint(v)
		}
		found[filepath.Base(all["SourceFile"])] = all
	}
	return found
}

// The place where the test pictures were taken, in ways that must not be found afterwards.
var coordinates = regexp.MustCompile(`48\.20|16\.37|48,12|16,22|Vienna|Wien`)

// loaded writes metadata of every kind into a picture.
func loaded(t *testing.T, name string, file []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "picture."+name)
	thumb := filepath.Join(dir, "thumb.jpg")
	imgtest.WriteTree(t, dir, map[string][]byte{filepath.Base(path): file, "thumb.jpg": imgtest.JPEG(t, 16, 12)})
	args := []string{"-overwrite_original", "-q", "-m", "-n", "-codedcharacterset=utf8"}
	for _, tag := range []string{
		"EXIF:Make=Testcam", "EXIF:Model=One", "EXIF:Orientation=6", "EXIF:Artist=Ann", "EXIF:Copyright=(c) Ann",
		"EXIF:ImageDescription=A bridge", "EXIF:UserComment=lovely", "EXIF:XPKeywords=bridge", "EXIF:LensModel=Fifty", "EXIF:FNumber=2.8",
		"EXIF:ModifyDate=2026:01:31 10:11:12", "EXIF:DateTimeOriginal=2026:01:30 10:11:12", "EXIF:CreateDate=2026:01:30 10:11:13",
		"EXIF:OffsetTimeOriginal=+01:00", "EXIF:SubSecTimeOriginal=42", "EXIF:ExifImageWidth=90", "EXIF:ExifImageHeight=60",
		"EXIF:GPSLatitude=48.2083", "EXIF:GPSLatitudeRef=N", "EXIF:GPSLongitude=16.3731", "EXIF:GPSLongitudeRef=E", "EXIF:GPSAltitude=171",
		"EXIF:GPSDateStamp=2026:01:30", "EXIF:GPSAreaInformation=Vienna", "EXIF:InteropIndex=R98", "EXIF:RelatedImageWidth=90",
		"XMP-exif:GPSLatitude=48.2083", "XMP-exif:GPSLongitude=16.3731", "XMP-exif:GPSAltitude=171", "XMP-exif:ExifImageWidth=90",
		"XMP-tiff:Orientation=6", "XMP-tiff:ImageWidth=90", "XMP-dc:Creator=Ann", "XMP-dc:Rights=(c) Ann", "XMP-dc:Rights-de=(c) Anna", "XMP-dc:Title=Bridge",
		"XMP-dc:Description=A bridge", "XMP-dc:Subject=bridge", "XMP-dc:Subject=river", "XMP-xmpRights:Marked=True",
		"XMP-xmpRights:WebStatement=https://example.org/", "XMP-xmpRights:UsageTerms=ask <me> & \"you\"", "XMP-xmp:CreateDate=2026:01:30 10:11:13",
		"XMP-xmp:Rating=4", "XMP-photoshop:Credit=Ann's", "XMP-photoshop:DateCreated=2026:01:30 10:11:13", "XMP-photoshop:City=Vienna",
		"XMP-photoshop:State=Wien", "XMP-photoshop:Country=Austria", "XMP-iptcCore:Location=Wien, Innere Stadt", "XMP-iptcCore:CountryCode=AT",
		"XMP-iptcCore:CreatorCity=Graz", "XMP-iptcExt:LocationShownCity=Wien", "XMP-iptcExt:LocationCreatedGPSLatitude=48.2083",
		"XMP-iptcExt:LocationCreatedSublocation=Vienna", "XMP-drone-dji:GPSLatitude=48.2083", "XMP-drone-dji:AbsoluteAltitude=171",
		"XMP-drone-dji:GimbalYawDegree=12", "XMP-xmpMM:HistoryAction=saved", "XMP-acdsee:Caption=hi",
	} {
		args = append(args, "-"+tag)
	}
	args = append(args, "-ThumbnailImage<="+thumb)
	switch name {
	case "jpg", "png":
		for _, tag := range []string{
			"Caption-Abstract=A bridge", "Keywords=bridge", "Keywords=river", "By-line=Ann", "By-lineTitle=Photographer", "CopyrightNotice=(c) Ann",
			"Credit=Ann's", "DateCreated=2026:01:30", "TimeCreated=10:11:13+01:00", "City=Vienna", "Sub-location=Wien", "Province-State=Wien",
			"Country-PrimaryLocationCode=AUT", "Country-PrimaryLocationName=Austria", "ContentLocationName=Vienna", "ContentLocationCode=AUT",
		} {
			args = append(args, "-IPTC:"+tag)
		}
	}
	switch name {
	case "jpg":
		args = append(args, "-Comment=what a day")
	case "gif":
		args = append(args, "-Comment=what a day")
	case "png":
		args = append(args, "-PNG:Author=Ann", "-PNG:Copyright=(c) Ann", "-PNG:Title=Bridge", "-PNG:Title-fr=Pont", "-PNG:Description=Brücke 桥",
			"-PNG:Software=Test", "-PNG:ModifyDate=2026:01:31 10:11:12", "-PNG:CreationTime=2026:01:30 10:11:13", "-PNG:Comment=what a day")
	}
	if out, err := exec.Command(exiftoolPath(t), append(args, path)...).CombinedOutput(); err != nil {
		t.Fatalf("exiftool: %v\n%s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// makerEXIF is EXIF with maker notes that hold a coordinate in clear.
func makerEXIF() []byte {
	le := binary.LittleEndian
	note := []byte("Secret\x00 lat=48.2083 lon=16.3731 and more")
	const exif = 8 + 2 + 2*12 + 4
	const notes = exif + 2 + 12 + 4
	b := imgtest.Directory(le, append(imgtest.Entry(le, 0x010F, 2, 4, 0)[:8], "Tst\x00"...), imgtest.Entry(le, 0x8769, 4, 1, exif))
	b = append(b, 1, 0)
	b = append(b, imgtest.Entry(le, 0x927C, 7, uint32(len(note)), notes)...)
	return append(append(b, 0, 0, 0, 0), note...)
}

// exifFile is a file of EXIF for avifenc.
func exifFile(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "exif")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// loadedPictures are pictures full of metadata, made with exiftool.
func loadedPictures(t *testing.T) map[string][]byte {
	t.Helper()
	maker := imgtest.WithEXIF(makerEXIF())
	pictures := map[string][]byte{
		"jpg":  loaded(t, "jpg", imgtest.JPEG(t, 90, 60, maker)),
		"png":  loaded(t, "png", imgtest.PNG(t, 90, 60, maker)),
		"webp": loaded(t, "webp", imgtest.WebP(t, 90, 60, maker)),
		"gif":  loaded(t, "gif", imgtest.GIF(t, 90, 60)),
		"avif": loaded(t, "avif", imgtest.AVIF(t, imgtest.PNG(t, 90, 60), "--exif", exifFile(t, makerEXIF()), "--irot", "3")), // as EXIF says
	}
	for name, b := range pictures {
		if name != "gif" && !bytes.Contains(b, []byte("Secret\x00")) {
			t.Errorf("exiftool has dropped the maker notes of %s", name)
		}
	}
	return pictures
}

// rewritten is a picture whose pixels stay and whose metadata follow the policy.
func rewritten(t *testing.T, in []byte, p Metadata) []byte {
	t.Helper()
	h, err := codec.ReadHeader(bytes.NewReader(in), int64(len(in)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	job := ImageJob{Recipe: &Recipe{Metadata: p}, Format: h.Format}
	b, err := codec.ReadMetadata(bytes.NewReader(in), int64(len(in)), h)
	if err != nil {
		t.Fatal(err)
	}
	keep, warnings := policedMetadata(b, &job, metadata.Upright{}, nil)
	if len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	var out bytes.Buffer
	if err := codec.Rewrite(t.Context(), &out, bytes.NewReader(in), int64(len(in)), h, keep); err != nil {
		t.Fatal(err)
	}
	_, before := decoded(t, in)
	after, m := decoded(t, out.Bytes())
	if after.Orientation != h.Orientation {
		t.Errorf("orientation %d became %d", h.Orientation, after.Orientation)
	}
	imgtest.SameImage(t, m, before, 0)
	return out.Bytes()
}

// Tags that say nothing of the metadata that was put in: the file itself, the format's own header, and what exiftool computes.
var neutral = regexp.MustCompile(`^(SourceFile|ExifTool:.*|System:.*|File:.*|Composite:.*|JFIF:.*|RIFF:(VP8|Image|Alpha|Horizontal|Vertical|WebP).*|` +
	`PNG:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Palette|Transparency|Gamma|SRGBRendering|BackgroundColor)|PNG-pHYs:.*|` +
	`GIF:(GIFVersion|ImageWidth|ImageHeight|HasColorMap|ColorResolutionDepth|BitsPerPixel|BackgroundColor|PixelAspectRatio|FrameCount|TransparentColor)|` +
	`IFD0:(XResolution|YResolution|ResolutionUnit|YCbCrPositioning)|ExifIFD:(ExifVersion|ComponentsConfiguration|FlashpixVersion|ColorSpace)|` +
	`IFD1:ThumbnailOffset|QuickTime:.*|Meta:PrimaryItemReference|GPS:GPSVersionID|XMP-x:XMPToolkit|XMP-rdf:About|IPTC:ApplicationRecordVersion|IPTC:EnvelopeRecordVersion|IPTC:CodedCharacterSet)$`)

// TestExiftoolPolicies has exiftool compare what it finds in pictures before and after.
func TestExiftoolPolicies(t *testing.T) {
	pictures := loadedPictures(t)
	before := tags(t, pictures)
	for name, found := range before {
		if len(found) < 50 || found["XMP-dc:Creator"] == "" {
			t.Errorf("the test made only %d tags in %s", len(found), name)
		}
	}
	for _, policy := range []struct {
		policy Metadata
		check  func(t *testing.T, how string, file []byte, before, after map[string]string)
	}{
		{KeepAll, checkKeepAll}, {NoLocation, checkNoLocation}, {CopyrightOnly, checkCopyrightOnly}, {NoMetadata, checkNothing},
	} {
		results := map[string][]byte{}
		for name, in := range pictures {
			results["resized."+name], _ = doBytes(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: policy.policy})
			results["rewritten."+name] = rewritten(t, in, policy.policy)
		}
		after := tags(t, results)
		for name, file := range results {
			t.Run(policy.policy.String()+"/"+name, func(t *testing.T) {
				checkPromise(t, file, policy.policy)
				how, source, _ := strings.Cut(name, ".")
				policy.check(t, how, file, before[source], after[name])
			})
		}
	}
}

// checkPromise has our own check agree.
func checkPromise(t *testing.T, file []byte, p Metadata) {
	t.Helper()
	h, _ := decoded(t, file)
	blocks, err := codec.ReadMetadata(bytes.NewReader(file), int64(len(file)), h)
	if err != nil {
		t.Fatal(err)
	}
	if found := metadata.Violations(blocks, p); found != nil {
		t.Errorf("violations: %q", found)
	}
}

// checkKeepAll: nothing is lost but the thumbnail of the old pixels, and nothing at all where the pixels are the same.
func checkKeepAll(t *testing.T, how string, _ []byte, before, after map[string]string) {
	changed := map[string]string{}
	if how == "resized" {
		width, height := "30", "45" // turned upright
		if before["IFD0:Orientation"] == "" {
			width, height = height, width
		}
		changed = map[string]string{
			"IFD0:Orientation": "1", "XMP-tiff:Orientation": "1", "ExifIFD:ExifImageWidth": width, "ExifIFD:ExifImageHeight": height,
			"XMP-exif:ExifImageWidth": width, "XMP-tiff:ImageWidth": width, "InteropIFD:RelatedImageWidth": width,
		}
	}
	for tag, want := range before {
		if v, ok := changed[tag]; ok {
			want = v
		}
		switch got, there := after[tag]; {
		case neutral.MatchString(tag):
		case strings.HasPrefix(tag, "IFD1:") && how == "resized":
			if there {
				t.Errorf("%s is still there: %s", tag, got)
			}
		case got != want:
			t.Errorf("%s is %q, want %q", tag, got, want)
		}
	}
}

// placeTags tell where a picture was taken; the photographer's own address does not.
var placeTags = regexp.MustCompile(`(?i)GPS|latitude|longitude|altitude|location|city|:state|-state|country`)

// checkNoLocation: no tag and no byte tells the place, and nothing else is lost but maker notes.
func checkNoLocation(t *testing.T, how string, file []byte, before, after map[string]string) {
	isPlace := func(tag string) bool {
		return placeTags.MatchString(tag) && tag != "XMP-iptcCore:CreatorContactInfo" && !neutral.MatchString(tag)
	}
	for tag, v := range after {
		if coordinates.MatchString(v) || isPlace(tag) {
			t.Errorf("%s is %q", tag, v)
		}
	}
	for tag, v := range before {
		thumbnail := strings.HasPrefix(tag, "IFD1:") && how == "resized"
		makerNotes := coordinates.MatchString(v) || strings.Contains(tag, "MakerNote") || strings.Contains(tag, "MakerUnknown")
		if after[tag] == "" && !isPlace(tag) && !neutral.MatchString(tag) && !thumbnail && !makerNotes {
			t.Errorf("%s is lost: %q", tag, v)
		}
	}
	if found := coordinates.Find(file); found != nil {
		t.Errorf("the file still says %q", found)
	}
}

// checkCopyrightOnly: everything on a short list is kept, and nothing else is there.
func checkCopyrightOnly(t *testing.T, how string, _ []byte, before, after map[string]string) {
	allowed := regexp.MustCompile(`^(IFD0:(Artist|Copyright|ModifyDate)|ExifIFD:(DateTimeOriginal|CreateDate|OffsetTimeOriginal|SubSecTimeOriginal)|` +
		`XMP-dc:(Creator|Rights|Rights-de)|XMP-xmpRights:(Marked|WebStatement|UsageTerms)|XMP-photoshop:(Credit|DateCreated)|XMP-xmp:CreateDate|` +
		`IPTC:(By-line|By-lineTitle|CopyrightNotice|Credit|DateCreated|TimeCreated)|PNG:(Author|Copyright|CreationTime|CreateDate))$`)
	for tag, v := range after {
		if !allowed.MatchString(tag) && !neutral.MatchString(tag) && !rightOrientation(how, tag, v) {
			t.Errorf("%s is %q", tag, v)
		}
	}
	for tag, v := range before {
		if allowed.MatchString(tag) && after[tag] != v {
			t.Errorf("%s is %q, want %q", tag, after[tag], v)
		}
	}
}

// rightOrientation: it stays where pixels stay, and is 1 where they were turned.
func rightOrientation(how, tag, v string) bool {
	return strings.HasSuffix(tag, ":Orientation") && (how == "rewritten" && v == "6" || how == "resized" && v == "1")
}

// checkNothing: no tag and no word is left.
func checkNothing(t *testing.T, how string, file []byte, _, after map[string]string) {
	for tag, v := range after {
		if !neutral.MatchString(tag) && (how == "resized" || !rightOrientation(how, tag, v)) {
			t.Errorf("%s is %q", tag, v)
		}
	}
	for _, word := range []string{"Ann", "bridge", "Vienna", "dc:", "2026"} {
		if bytes.Contains(file, []byte(word)) {
			t.Errorf("the file still says %q", word)
		}
	}
}
