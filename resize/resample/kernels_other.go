//go:build purego || !(amd64 || arm64)

package resample

func simd() (kernels, bool) {
	return kernels{}, false
}
