//go:build cgo && !purego

#include <libdeflate.h>

#include "shim.h"

int png_inflate(uint8_t *dst, size_t n, const uint8_t *src, size_t src_n, size_t *used) {
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  if (!d) return PNG_MEMORY;
  enum libdeflate_result r = libdeflate_zlib_decompress_ex(d, src, src_n, dst, n, used, NULL);
  libdeflate_free_decompressor(d);
  switch (r) {
  case LIBDEFLATE_SUCCESS: return PNG_OK;
  case LIBDEFLATE_SHORT_OUTPUT: return PNG_SHORT;
  case LIBDEFLATE_INSUFFICIENT_SPACE: return PNG_LONG;
  default: return PNG_DAMAGED;
  }
}

size_t png_deflate_bound(size_t n) { return libdeflate_zlib_compress_bound(NULL, n); }

size_t png_deflate(uint8_t *dst, size_t dst_n, const uint8_t *src, size_t n, int level) {
  struct libdeflate_compressor *c = libdeflate_alloc_compressor(level);
  if (!c) return 0;
  size_t made = libdeflate_zlib_compress(c, src, n, dst, dst_n);
  libdeflate_free_compressor(c);
  return made;
}
