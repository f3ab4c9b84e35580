/* What this package has C for: libdeflate, and filters, whose loops need vector instructions. */
#ifndef SIZEMILL_PNG_SHIM_H
#define SIZEMILL_PNG_SHIM_H

#include <stddef.h>
#include <stdint.h>

/* Undoes a filter (0 to 4) of n bytes. prev is the row above. dst may lie before raw and reach into it. */
void png_unfilter(int filter, uint8_t *dst, const uint8_t *prev, const uint8_t *raw, size_t n, size_t step);

/* The same for n bytes of pixels of step bytes, 3 or 6, which become a third longer; dst and prev have such pixels. Up to 2 bytes
 * behind raw are loaded, and nothing is made of them. */
void png_widen(int filter, uint8_t *dst, const uint8_t *prev, const uint8_t *raw, size_t n, size_t step);

/* The sums of the absolute values that each filter leaves of the n bytes of cur. */
void png_sums(uint64_t sums[5], const uint8_t *cur, const uint8_t *prev, size_t n, size_t step);
/* Applies a filter to the n bytes of cur. */
void png_filter(int filter, uint8_t *dst, const uint8_t *cur, const uint8_t *prev, size_t n, size_t step);

enum { PNG_OK, PNG_DAMAGED, PNG_SHORT, PNG_LONG, PNG_MEMORY };

/* Inflates src, in zlib's format, into exactly n bytes, and tells how many bytes of src hold them. */
int png_inflate(uint8_t *dst, size_t n, const uint8_t *src, size_t src_n, size_t *used);
/* The most bytes that png_deflate writes for n. */
size_t png_deflate_bound(size_t n);
/* Deflates src into zlib's format at a level of libdeflate's; gives the number of bytes, 0 when memory is short. */
size_t png_deflate(uint8_t *dst, size_t dst_n, const uint8_t *src, size_t n, int level);

#endif
