package main

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/assets"
)

func TestWriteMakesEveryFileOfAPackage(t *testing.T) {
	dir := t.TempDir()
	if err := write("../FyneApp.toml", "2026-01-31", dir); err != nil {
		t.Fatal(err)
	}
	a, err := loadApp("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	desktop := read("share/applications/" + a.Details.ID + ".desktop")
	for _, line := range []string{"Name=Sizemill\n", "Exec=sizemill %F\n", "Icon=" + a.Details.ID + "\n", "inode/directory;", "Categories=Graphics;"} {
		if !strings.Contains(desktop, line) {
			t.Errorf("desktop entry lacks %q:\n%s", line, desktop)
		}
	}
	var component struct {
		ID       string `xml:"id"`
		Releases []struct {
			Version string `xml:"version,attr"`
			Date    string `xml:"date,attr"`
		} `xml:"releases>release"`
	}
	if err := xml.Unmarshal([]byte(read("share/metainfo/"+a.Details.ID+".metainfo.xml")), &component); err != nil {
		t.Fatal(err)
	}
	if component.ID != a.Details.ID || len(component.Releases) != 1 ||
		component.Releases[0].Version != a.Details.Version || component.Releases[0].Date != "2026-01-31" {
		t.Errorf("metainfo says %+v", component)
	}
	for file, lines := range map[string][]string{
		"share/systemd/user/sizemill-watch.service":       {"ExecStart=sizemill watch --remembered\n", "Restart=on-failure\n", "WantedBy=default.target\n"},
		"share/sizemill/autostart/sizemill-watch.desktop": {"Exec=sizemill watch --remembered --quiet\n", "Icon=" + a.Details.ID + "\n"},
	} {
		for _, line := range lines {
			if text := read(file); !strings.Contains(text, line) {
				t.Errorf("%s lacks %q:\n%s", file, line, text)
			}
		}
	}
	if svg := read("share/icons/hicolor/scalable/apps/" + a.Details.ID + ".svg"); svg != string(assets.Icon()) {
		t.Error("the scalable icon is not the program's")
	}
	read("share/icons/hicolor/512x512/apps/" + a.Details.ID + ".png")
}

func TestIconPNGIsPaintedAtEverySize(t *testing.T) {
	for _, size := range iconSizes {
		data, err := iconPNG(assets.Icon(), size)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != size || b.Dy() != size {
			t.Errorf("size %d: got %v", size, b)
		}
		if _, _, _, a := img.At(0, 0).RGBA(); a != 0 {
			t.Errorf("size %d: the corner is not transparent", size)
		}
		if _, _, _, a := img.At(size/2, size/2).RGBA(); a != 0xffff {
			t.Errorf("size %d: the middle is not opaque", size)
		}
	}
}

func TestDesktopListEscapes(t *testing.T) {
	if got, want := desktopList([]string{"a", "b;c"}), `a;b\;c;`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWriteRefuses(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "FyneApp.toml")
	if err := os.WriteFile(empty, []byte("[Details]\nName = \"x\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, metadata, date string }{
		{"no such file", "nowhere.toml", "2026-01-31"},
		{"no version", empty, "2026-01-31"},
		{"not a day", "../FyneApp.toml", "yesterday"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if err := write(row.metadata, row.date, t.TempDir()); err == nil {
				t.Error("no error")
			}
		})
	}
}
