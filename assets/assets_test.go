package assets

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"testing"
)

func TestIconIsWellFormedAndTheCallersOwn(t *testing.T) {
	var root struct {
		XMLName xml.Name
		ViewBox string `xml:"viewBox,attr"`
	}
	data := Icon()
	if err := xml.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	if root.XMLName.Local != "svg" || root.ViewBox != "0 0 512 512" {
		t.Errorf("root is %+v", root)
	}
	clear(data)
	if bytes.Equal(data, Icon()) {
		t.Error("clearing a returned icon cleared the embedded one")
	}
}

func TestTranslationsHaveTheSameKeys(t *testing.T) {
	keys := func(name string) map[string]any {
		data, err := Translations.ReadFile("translations/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return m
	}
	english := keys("en.json")
	files, err := Translations.ReadDir("translations")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		other := keys(f.Name())
		for key := range english {
			if _, ok := other[key]; !ok {
				t.Errorf("%s lacks %q", f.Name(), key)
			}
		}
		for key := range other {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %q, which English has not", f.Name(), key)
			}
		}
	}
}
