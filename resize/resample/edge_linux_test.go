package resample

import (
	"os"
	"syscall"
	"testing"
	"unsafe"
)

// fenced returns n bytes that end where the memory that may be touched ends.
func fenced(t *testing.T, n int) []byte {
	page := os.Getpagesize()
	size := (n + page - 1) / page * page
	memory, err := syscall.Mmap(-1, 0, size+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(memory); err != nil {
			t.Error(err)
		}
	})
	if err := syscall.Mprotect(memory[size:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	return memory[size-n : size]
}

// TestLastSampleIsTheLast crashes if a kernel reads or writes behind a plane, even what it would
// throw away.
func TestLastSampleIsTheLast(t *testing.T) {
	for _, k := range implementations() {
		scaler := withKernels(k)
		for _, s := range scalings {
			for _, channels := range []int{1, 4} {
				src := Plane{fenced(t, s.srcW*s.srcH*channels), s.srcW * channels, s.srcW, s.srcH, channels}
				dst := Plane{fenced(t, s.dstW*s.dstH*channels), s.dstW * channels, s.dstW, s.dstH, channels}
				x, y := Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH)
				if err := scaler.Scale(dst, src, x, y, Lanczos); err != nil {
					t.Fatal(err)
				}
				src16 := Plane16{words(fenced(t, 2*len(src.Pix))), src.Stride, s.srcW, s.srcH, channels}
				dst16 := Plane16{words(fenced(t, 2*len(dst.Pix))), dst.Stride, s.dstW, s.dstH, channels}
				if err := scaler.Scale16(dst16, src16, x, y, Lanczos); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func words(b []byte) []uint16 {
	return unsafe.Slice((*uint16)(unsafe.Pointer(&b[0])), len(b)/2)
}
