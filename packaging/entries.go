package main

import (
	"bytes"
	"embed"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/BurntSushi/toml"
)

// app is the part of FyneApp.toml that packages need.
type app struct {
	Description string
	Details     struct {
		Name, ID, Version string
	}
	LinuxAndBSD struct {
		GenericName, Comment, ExecParams string
		Categories, Keywords             []string
	}
	CanOpen struct {
		MimeTypes string
	}
}

func loadApp(path string) (app, error) {
	var a app
	if _, err := toml.DecodeFile(path, &a); err != nil {
		return app{}, fmt.Errorf("read %s: %w", path, err)
	}
	if a.Details.Name == "" || a.Details.ID == "" || a.Details.Version == "" {
		return app{}, fmt.Errorf("read %s: %w", path, errors.New("no name, ID or version in Details"))
	}
	return a, nil
}

//go:embed *.tmpl
var templates embed.FS

func desktopEntry(a app) ([]byte, error) { return fill("sizemill.desktop.tmpl", a) }

func metainfo(a app, date string) ([]byte, error) {
	return fill("metainfo.xml.tmpl", struct {
		app
		Date string
	}{a, date})
}

func fill(name string, data any) ([]byte, error) {
	t, err := template.New(name).Option("missingkey=error").Funcs(template.FuncMap{
		"list": desktopList,
		"xml":  xmlText,
	}).ParseFS(templates, name)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("fill %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// desktopList joins values as the Desktop Entry Specification writes a list: each value ends in a
// semicolon, and semicolons in it are escaped.
func desktopList(values []string) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strings.ReplaceAll(v, ";", `\;`) + ";")
	}
	return b.String()
}

func xmlText(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}
