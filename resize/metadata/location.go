package metadata

import "strings"

// isLocation reports whether a property of that name tells where a picture was taken, in any
// vocabulary: exif:GPSLatitude, drone-dji:AbsoluteAltitude, Iptc4xmpExt:LocationShown,
// photoshop:City, dwc:locality. The address of the photographer (Iptc4xmpCore:CiAdrCity) does not.
func isLocation(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{
		"gps", "latitude", "longitude", "altitude", "location", "geotag", "coordinate",
		"geography", "geohash",
	} {
		if strings.Contains(name, part) {
			return true
		}
	}
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch strings.NewReplacer("-", "", "_", "", " ", "", "/", "").Replace(name) {
	case "city", "state", "country", "countrycode", "countryname", "province", "provincestate",
		"stateprovince", "worldregion",
		"locality", "county", "municipality", "continent", "island", "islandgroup", "waterbody",
		"lat", "lon", "lng", "long", "alt", "geo", "elevation", "what3words", "pluscode":
		return true
	}
	return false
}

// textAllowed reports whether a policy keeps remarks with that key.
func textAllowed(key string, p Policy) bool {
	switch p {
	case KeepAll:
		return true
	case NoLocation:
		return !isLocation(key)
	case CopyrightOnly:
		switch strings.ToLower(key) {
		case "author", "copyright", "creation time":
			return true
		}
	}
	return false
}
