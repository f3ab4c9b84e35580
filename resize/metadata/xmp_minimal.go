package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// form is the syntax of a property's values.
type form string

const (
	simple form = ""
	seq    form = "Seq"
	bag    form = "Bag"
	alt    form = "Alt"
)

// property is one of those that a minimal packet may hold.
type property struct {
	ns, prefix, local string
	form              form
}

// copyrightProperties are who made the picture, the rights to it, and when it was made.
func copyrightProperties() []property {
	return []property{
		{nsDC, "dc", "creator", seq},
		{nsDC, "dc", "rights", alt},
		{nsRights, "xmpRights", "Marked", simple},
		{nsRights, "xmpRights", "WebStatement", simple},
		{nsRights, "xmpRights", "Certificate", simple},
		{nsRights, "xmpRights", "Owner", bag},
		{nsRights, "xmpRights", "UsageTerms", alt},
		{nsAdobe, "photoshop", "Credit", simple},
		{nsAdobe, "photoshop", "DateCreated", simple},
		{nsXMP, "xmp", "CreateDate", simple},
	}
}

// value is one of a property's values.
type value struct{ lang, text string }

// maxMinimal bounds the text in a minimal packet; an essay on rights has a tenth of it.
const maxMinimal = 48 << 10

// minimalXMP returns a packet of the copyright in b, if wanted, and of an orientation; nil if there
// is neither.
func minimalXMP(b []byte, copyright bool, orientation string) ([]byte, error) {
	var found map[property][]value
	var err error
	if copyright {
		if b, err = plainXMP(b); err == nil {
			found, err = readProperties(b)
		}
	}
	if err != nil && orientation == "" || len(found) == 0 && orientation == "" {
		return nil, err
	}
	var w bytes.Buffer
	w.WriteString(`<?xpacket begin="` + "\ufeff" +
		`" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="` +
		nsRDF + `"><rdf:Description rdf:about=""`)
	if orientation != "" {
		w.WriteString(` xmlns:tiff="` + nsTIFF + `" tiff:Orientation="` + orientation + `"`)
	}
	w.WriteString(">")
	for _, p := range copyrightProperties() {
		if values := found[p]; len(values) > 0 {
			p.write(&w, values)
		}
	}
	w.WriteString(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
	return w.Bytes(), err
}

func (p property) write(w *bytes.Buffer, values []value) {
	name := p.prefix + ":" + p.local
	w.WriteString("<" + name + ` xmlns:` + p.prefix + `="` + p.ns + `">`)
	if p.form == simple {
		escape(w, values[0].text)
	} else {
		w.WriteString("<rdf:" + string(p.form) + ">")
		for _, v := range values {
			w.WriteString("<rdf:li")
			if p.form == alt {
				if v.lang == "" {
					v.lang = "x-default"
				}
				w.WriteString(` xml:lang="`)
				escape(w, v.lang)
				w.WriteString(`"`)
			}
			w.WriteString(">")
			escape(w, v.text)
			w.WriteString("</rdf:li>")
		}
		w.WriteString("</rdf:" + string(p.form) + ">")
	}
	w.WriteString("</" + name + ">")
}

// A bytes.Buffer returns no error.
func escape(w *bytes.Buffer, text string) { _ = xml.EscapeText(w, []byte(text)) }

// readProperties reads the values of copyrightProperties from a packet. The picture's own are two
// levels below rdf:RDF; deeper ones belong to other pictures that it was made of.
func readProperties(b []byte) (map[property][]value, error) {
	r := propertyReader{s: newXMPScanner(b), found: map[property][]value{}, left: maxMinimal}
	for {
		token, err := r.s.next()
		if errors.Is(err, io.EOF) {
			return r.found, nil
		}
		if err != nil {
			return nil, err
		}
		r.token(token)
	}
}

type propertyReader struct {
	s     *xmpScanner
	found map[property][]value
	left  int
	rdf   int       // the depth of rdf:RDF; 0 outside
	now   *property // the one that is being read
	text  strings.Builder
	lang  string
	items int
}

func (r *propertyReader) token(token xml.Token) {
	switch token := token.(type) {
	case xml.StartElement:
		r.start(token)
	case xml.CharData:
		// The text of a property itself, or of an item of its list: rdf:Seq is one level below it,
		// rdf:li two.
		if r.now != nil && (r.s.inside == r.rdf+2 || r.s.inside == r.rdf+4) &&
			r.text.Len() < r.left {
			r.text.Write(token)
		}
	case xml.EndElement:
		r.end(token)
	}
}

func (r *propertyReader) start(e xml.StartElement) {
	switch {
	case r.rdf == 0:
		if is(e.Name, nsRDF, "rdf", "RDF") {
			r.rdf = r.s.depth
		}
	case r.s.depth == r.rdf+1:
		for _, a := range e.Attr {
			if p := findProperty(a.Name); p != nil {
				r.add(*p, value{text: a.Value})
			}
		}
	case r.s.depth == r.rdf+2:
		r.now, r.items = findProperty(e.Name), 0
		r.text.Reset()
	case r.s.depth == r.rdf+4:
		r.text.Reset()
		r.lang = ""
		for _, a := range e.Attr {
			if a.Name.Local == "lang" {
				r.lang = a.Value
			}
		}
	}
}

func (r *propertyReader) end(e xml.EndElement) {
	switch {
	case r.rdf != 0 && r.s.depth == r.rdf:
		r.rdf = 0
	case r.now != nil && r.s.depth == r.rdf+4 && is(e.Name, nsRDF, "rdf", "li"):
		r.add(*r.now, value{lang: r.lang, text: r.text.String()})
		r.items++
		r.text.Reset()
	case r.now != nil && r.s.depth == r.rdf+2:
		if r.items == 0 {
			r.add(*r.now, value{text: r.text.String()})
		}
		r.now = nil
	}
}

func (r *propertyReader) add(p property, v value) {
	v.text = strings.TrimSpace(v.text)
	if n := len(v.text) + len(v.lang) + 64; v.text != "" && n <= r.left {
		r.left -= n
		r.found[p] = append(r.found[p], v)
	}
}

func findProperty(n xml.Name) *property {
	for _, p := range copyrightProperties() {
		if is(n, p.ns, p.prefix, p.local) {
			return &p
		}
	}
	return nil
}
