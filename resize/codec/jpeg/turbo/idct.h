/* Inverse DCTs to sizes for which libjpeg-turbo has no vector code.
 *
 * It has some for 1, 2, 4 and 8 samples a side. At the sizes between, its plain code takes as long as all the rest of
 * decoding. These give the same samples, bit for bit. */
#ifndef SIZEMILL_TURBO_IDCT_H
#define SIZEMILL_TURBO_IDCT_H

#include <stdio.h>

#include <jpeglib.h>

/* Transforms count blocks that stand side by side into scale × scale samples each, in rows of stride bytes at out. The
 * quantization table is in natural order. Nothing is written behind the last block's samples. */
typedef void (*turbo_idct)(const JBLOCK *blocks, size_t count, const UINT16 *quantization, JSAMPLE *out, size_t stride);

/* The transform to scale samples a side, or NULL where libjpeg's serves as well. avx2 says whether the processor has it. */
turbo_idct turbo_idct_for(int scale, int avx2);

#endif
