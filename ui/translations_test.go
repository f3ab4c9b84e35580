package ui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sizemill/assets"
)

// TestTranslations holds the window's texts and the English catalogue together: each text is in it, plural where it is
// used so, and nothing else is.
func TestTranslations(t *testing.T) {
	used := usedTexts(t)
	data, err := assets.Translations.ReadFile("translations/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue map[string]any
	if err := json.Unmarshal(data, &catalogue); err != nil {
		t.Fatal(err)
	}
	for key, plural := range used {
		entry, ok := catalogue[key]
		if !ok {
			t.Errorf("en.json lacks %q", key)
			continue
		}
		if !plural {
			if entry != key {
				t.Errorf("en.json translates %q as %v", key, entry)
			}
			continue
		}
		forms, _ := entry.(map[string]any)
		if forms["other"] != key || forms["one"] == nil {
			t.Errorf("en.json needs the forms one and other of %q, has %v", key, entry)
		}
	}
	for key := range catalogue {
		if _, ok := used[key]; !ok {
			t.Errorf("en.json has %q, which the window does not use", key)
		}
	}
	if keys := slices.Sorted(maps.Keys(catalogue)); len(keys) < 50 {
		t.Errorf("only %d texts: has the window stopped to go through lang?", len(keys))
	}
}

// usedTexts lists the first arguments of lang.L and lang.N in the package; true for plurals.
func usedTexts(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	for _, file := range files {
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
			if !ok || pkg.Name != "lang" || fun.Sel.Name != "L" && fun.Sel.Name != "N" {
				return true
			}
			text, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: lang.%s needs a literal text", set.Position(call.Pos()), fun.Sel.Name)
				return true
			}
			key, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			used[key] = fun.Sel.Name == "N"
			return true
		})
	}
	return used
}
