// Command packaging writes the files that accompany the program in a package: icons, desktop entry,
// AppStream description, and what starts it at login for watched folders. It makes them from FyneApp.toml, the only source of name and version.
//
//	go run ./packaging -metadata FyneApp.toml -date 2026-01-31 -out DIR
//
// DIR gets the folders of a Unix prefix: share/applications, share/metainfo, share/icons,
// share/systemd/user, share/sizemill.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sizemill/assets"
)

func main() {
	metadata := flag.String("metadata", "FyneApp.toml", "read name and version from this `file`")
	today := time.Now().UTC().Format(time.DateOnly)
	date := flag.String("date", today, "`day` of the release, as YYYY-MM-DD")
	out := flag.String("out", "", "write the tree into this `folder`")
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := write(*metadata, *date, *out); err != nil {
		fmt.Fprintln(os.Stderr, "packaging:", err)
		os.Exit(1)
	}
}

func write(metadata, date, out string) error {
	app, err := loadApp(metadata)
	if err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return fmt.Errorf("release date: %w", err)
	}
	files := make(map[string][]byte)
	files["share/applications/"+app.Details.ID+".desktop"], err = desktopEntry(app)
	if err != nil {
		return err
	}
	// Neither starts by itself: not everybody has watched folders.
	for path, template := range map[string]string{
		"share/systemd/user/sizemill-watch.service":       "sizemill-watch.service.tmpl",
		"share/sizemill/autostart/sizemill-watch.desktop": "sizemill-watch.desktop.tmpl",
	} {
		if files[path], err = fill(template, app); err != nil {
			return err
		}
	}
	files["share/metainfo/"+app.Details.ID+".metainfo.xml"], err = metainfo(app, date)
	if err != nil {
		return err
	}
	files["share/icons/hicolor/scalable/apps/"+app.Details.ID+".svg"] = assets.Icon()
	for _, size := range iconSizes {
		path := fmt.Sprintf("share/icons/hicolor/%dx%d/apps/%s.png", size, size, app.Details.ID)
		files[path], err = iconPNG(assets.Icon(), size)
		if err != nil {
			return err
		}
	}
	for name, data := range files {
		path := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
