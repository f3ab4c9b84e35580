package tiff

import (
	"sizemill/resize/fault"
)

// foreignCompression names a compression that is not read.
func foreignCompression(n uint64) error {
	if name := foreignCompressionName(n); name != "" {
		return fault.Unsupported(
			"TIFF pictures with %s compression are not supported by this build", name)
	}
	return fault.Unsupported("TIFF pictures with compression %d are not supported by this build", n)
}

func foreignCompressionName(n uint64) string {
	switch n {
	case oldJPEG:
		return "old-style JPEG"
	case 9, 10, 34661:
		return "JBIG"
	case 262, 32867, 65000:
		return "Kodak raw"
	case 32766:
		return "NeXT"
	case 32767:
		return "Sony raw"
	case 32769:
		return "Samsung or Epson raw"
	case 32770:
		return "Samsung raw"
	case 32809:
		return "ThunderScan"
	case 32895, 32896, 32897, 32898:
		return "IT8"
	case 32908, 32909:
		return "Pixar"
	case 32947:
		return "Kodak DCS"
	case 33003, 33004, 33005, 34712:
		return "JPEG 2000"
	case 34676, 34677:
		return "SGI LogLuv"
	case 34713:
		return "Nikon raw"
	case 34718, 34719, 34720:
		return "Microsoft document imaging"
	case 34887:
		return "LERC"
	case 34892:
		return "DNG's lossy JPEG"
	case 34925:
		return "LZMA"
	case 34933:
		return "PNG"
	case 22610, 34934:
		return "JPEG XR"
	case 50000:
		return "Zstandard"
	case 50001, 34927:
		return "WebP"
	case 50002, 52546:
		return "JPEG XL"
	case 65535:
		return "Pentax raw"
	}
	return ""
}

// foreignColors names a color model that is not read.
func foreignColors(photometric uint64) error {
	var name string
	switch photometric {
	case 4:
		return fault.Unsupported(
			"TIFF pictures that are transparency masks are not supported by this build")
	case 8:
		name = "CIE L*a*b*"
	case 9:
		name = "ICC L*a*b*"
	case 10:
		name = "ITU L*a*b*"
	case 32844, 32845:
		name = "SGI LogLuv"
	default:
		return fault.Unsupported(
			"TIFF pictures with color model %d are not supported by this build",
			photometric)
	}
	return fault.Unsupported(
		"TIFF pictures with the color model %s are not supported by this build",
		name)
}
