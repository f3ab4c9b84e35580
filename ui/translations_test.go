package ui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"fyne.io/fyne/v2/lang"

	"sizemill/assets"
)

// TestTranslations: the English catalog has exactly the texts of the window, with plural forms
// where they are used.
func TestTranslations(t *testing.T) {
	used := usedTexts(t)
	data, err := assets.Translations.ReadFile("translations/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var catalog map[string]any
	if err := json.Unmarshal(data, &catalog); err != nil {
		t.Fatal(err)
	}
	for key, text := range used {
		entry, ok := catalog[key]
		if !ok {
			t.Errorf("en.json lacks %q", key)
			continue
		}
		if !text.plural {
			if entry != text.english {
				t.Errorf("en.json translates %q as %v", key, entry)
			}
			continue
		}
		forms, _ := entry.(map[string]any)
		if forms["other"] != text.english || forms["one"] == nil {
			t.Errorf("en.json needs the forms one and other of %q, has %v", key, entry)
		}
	}
	for key := range catalog {
		if _, ok := used[key]; !ok {
			t.Errorf("en.json has %q, which the window does not use", key)
		}
	}
	if keys := slices.Sorted(maps.Keys(catalog)); len(keys) < 50 {
		t.Errorf("only %d texts: has the window stopped to go through lang?", len(keys))
	}
}

// TestTextsAreEnglish: there is no other translation yet, and those of the toolkit must not be
// used.
func TestTextsAreEnglish(t *testing.T) {
	if strings.HasPrefix(os.Getenv("LC_ALL"), "de_") && lang.L("Quit") != "Beenden" {
		t.Fatal("the toolkit does not speak the language of this test")
	}
	for key, text := range usedTexts(t) {
		got := lang.X(key, text.english, map[string]any{})
		if text.plural {
			got = lang.XN(key, text.english, 2, map[string]any{})
		}
		if want := fill(t, text.english); got != want {
			t.Errorf("%q is shown as %q", key, got)
		}
	}
}

// fill returns text with fields that have no values.
func fill(t *testing.T, text string) string {
	t.Helper()
	tmpl, err := template.New("").Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, map[string]any{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTextsAreEnglishOnAGermanDesktop runs the test above where the toolkit's own texts are German.
func TestTextsAreEnglishOnAGermanDesktop(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the environment does not choose the language here")
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTextsAreEnglish$") //nolint:gosec // this test itself
	cmd.Env = append(os.Environ(), "LC_ALL=de_DE.UTF-8", "LANG=de_DE.UTF-8", "LANGUAGE=de")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// usedText is a text of the window.
type usedText struct {
	english string
	plural  bool
}

// usedTexts returns the texts in the packages of the window by key: the first arguments of lang.L
// and lang.N, and the texts that lang.X has keys for.
func usedTexts(t *testing.T) map[string]usedText {
	t.Helper()
	used := make(map[string]usedText)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	inside, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range slices.Concat(files, inside) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := fun.X.(*ast.Ident)
			if !ok || pkg.Name != "lang" || !slices.Contains([]string{"L", "N", "X"}, fun.Sel.Name) {
				return true
			}
			literal := func(arg ast.Expr) string {
				text, ok := arg.(*ast.BasicLit)
				if !ok {
					t.Errorf("%s: lang.%s needs a literal text", set.Position(call.Pos()), fun.Sel.Name)
					return ""
				}
				value, err := strconv.Unquote(text.Value)
				if err != nil {
					t.Fatal(err)
				}
				return value
			}
			key := literal(call.Args[0])
			text := usedText{english: key, plural: fun.Sel.Name == "N"}
			if fun.Sel.Name == "X" {
				text.english = literal(call.Args[1])
			}
			used[key] = text
			return true
		})
	}
	return used
}
