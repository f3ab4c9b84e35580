package metadata

import (
	"encoding/xml"
	"strings"
)

// Namespaces of properties about pixels or parts of the picture.
const (
	nsRegions   = "http://www.metadataworkinggroup.com/schemas/regions/"
	nsMicrosoft = "http://ns.microsoft.com/photo/1.2/"
	nsACDSee    = "http://ns.acdsee.com/regions/"
	nsIPTC      = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
	nsPanorama  = "http://ns.google.com/photos/1.0/panorama/"
	nsDimension = "http://ns.adobe.com/xap/1.0/sType/Dimensions#"
	nsRaw       = "http://ns.adobe.com/camera-raw-settings/1.0/"
)

// frameXMP judges a property about the frame. Regions are stated in shares of the sides, so they
// stay true if the picture was only scaled; the size that they state is scaled with it.
func (u Upright) frameXMP(n xml.Name) verdict {
	alone := u.scaledOnly()
	switch n.Space {
	case nsRegions, nsACDSee:
		if n.Local == "Regions" && !alone {
			return goes
		}
	case nsMicrosoft:
		if n.Local == "RegionInfo" && !alone {
			return goes
		}
	case nsIPTC:
		if n.Local == "ImageRegion" && !alone {
			return goes
		}
	case nsEXIF:
		return u.frameOfEXIF(n.Local, alone)
	case nsPanorama:
		if !alone {
			return goes
		}
		return panoramaNumber(n.Local)
	case nsRaw: // normalized, of the stored picture
		if !alone && (n.Local == "HasCrop" || strings.HasPrefix(n.Local, "Crop")) {
			return goes
		}
	case nsDimension:
		switch n.Local {
		case "w":
			return scalesX
		case "h":
			return scalesY
		}
	}
	return stays
}

func (u Upright) frameOfEXIF(name string, alone bool) verdict {
	switch name {
	case "SubjectArea", "SubjectLocation": // pixels of the stored picture
		if fx, fy := u.factors(); alone && fx == 1 && fy == 1 {
			return stays
		}
		return goes
	case "FocalPlaneXResolution":
		return scalesX
	case "FocalPlaneYResolution":
		return scalesY
	}
	return stays
}

// panoramaNumber judges the numbers of pixels of a panorama.
func panoramaNumber(name string) verdict {
	switch {
	case strings.HasPrefix(name, "InitialViewHeading"), !strings.HasSuffix(name, "Pixels") &&
		!strings.HasPrefix(name, "LargestValidInteriorRect"):
		return stays
	case strings.Contains(name, "Width"), strings.Contains(name, "Left"):
		return scalesX
	}
	return scalesY
}
