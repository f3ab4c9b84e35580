//go:build cgo && !purego

#include "idct.h"

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline, target("avx2")))

/* The lower half of a transform's matrix, times 8192: sqrt(2) * cos((2i+1) * k * pi / 2n), and 1 for k = 0, of input k for
 * output i. Output n-1-i has the same even inputs, and the odd ones negated. The last digits are those that libjpeg's chain
 * of rounded constants amounts to (jidctint.c: Loeffler, Ligtenberg and Moschytz, ICASSP 1989, extended to other sizes). */
typedef struct {
  int n;
  short even[4][4]; /* of output i: inputs 0, 2, 4, 6 */
  short odd[3][4];  /* of output i: inputs 1, 3, 5 */
} matrix;

static const matrix of3 = {3, {{8192, 5793}, {8192, -11586}}, {{10033}}};
static const matrix of5 = {5, {{8192, 9372, 3580}, {8192, -3580, -9372}, {8192, -11584, 11584}}, {{11019, 6810}, {6810, -11018}}};
static const matrix of6 = {6, {{8192, 10033, 5793}, {8192, 0, -11586}, {8192, -10033, 5793}}, {{11190, 8192, 2998}, {8192, -8192, -8192}, {2998, -8192, 11190}}};
static const matrix of7 = {7, {{8192, 10438, 7223, 2578}, {8192, 2578, -10438, -7223}, {8192, -7223, -2578, 10438}, {8192, -11585, 11585, -11585}},
                           {{11295, 9058, 5027}, {9058, -5027, -11295}, {5027, -11295, 9058}}};

enum { CONST_BITS = 13, PASS1_BITS = 2 };

/* Every vector holds the same row of two blocks, one in each half. */

INLINE __m256i pair(short a, short b) { return _mm256_set1_epi32((int)((unsigned)(unsigned short)b << 16 | (unsigned short)a)); }

/* columns transforms down the columns; the sums are rounded and lose shift bits. */
INLINE void columns(__m256i v[8], const matrix *m, int shift) {
  const int n = m->n, half = n / 2;
  const __m256i rounding = _mm256_set1_epi32(1 << (shift - 1));
  __m256i in[4][2];
  for (int k = 0; k < 2; k++) { /* inputs 0 and 2, 4 and 6, 1 and 3, 5 and 7 */
    in[k][0] = _mm256_unpacklo_epi16(v[4 * k], v[4 * k + 2]), in[k][1] = _mm256_unpackhi_epi16(v[4 * k], v[4 * k + 2]);
    in[k + 2][0] = _mm256_unpacklo_epi16(v[4 * k + 1], v[4 * k + 3]), in[k + 2][1] = _mm256_unpackhi_epi16(v[4 * k + 1], v[4 * k + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < n - half; i++) {
    __m256i sum[2], difference[2];
#pragma GCC unroll 2
    for (int h = 0; h < 2; h++) {
      __m256i e = _mm256_add_epi32(rounding, _mm256_madd_epi16(in[0][h], pair(m->even[i][0], m->even[i][1])));
      if (n > 4) e = _mm256_add_epi32(e, _mm256_madd_epi16(in[1][h], pair(m->even[i][2], m->even[i][3])));
      __m256i o = _mm256_setzero_si256();
      if (i < half) o = _mm256_madd_epi16(in[2][h], pair(m->odd[i][0], m->odd[i][1]));
      if (i < half && n > 5) o = _mm256_add_epi32(o, _mm256_madd_epi16(in[3][h], pair(m->odd[i][2], 0)));
      sum[h] = _mm256_srai_epi32(_mm256_add_epi32(e, o), shift);
      difference[h] = _mm256_srai_epi32(_mm256_sub_epi32(e, o), shift);
    }
    v[i] = _mm256_packs_epi32(sum[0], sum[1]);
    if (i < half) v[n - 1 - i] = _mm256_packs_epi32(difference[0], difference[1]);
  }
}

INLINE void transpose(__m256i v[8]) {
  __m256i a[8], b[8];
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    a[2 * k] = _mm256_unpacklo_epi16(v[2 * k], v[2 * k + 1]);
    a[2 * k + 1] = _mm256_unpackhi_epi16(v[2 * k], v[2 * k + 1]);
  }
#pragma GCC unroll 2
  for (int k = 0; k < 2; k++) {
    b[4 * k] = _mm256_unpacklo_epi32(a[4 * k], a[4 * k + 2]);
    b[4 * k + 1] = _mm256_unpackhi_epi32(a[4 * k], a[4 * k + 2]);
    b[4 * k + 2] = _mm256_unpacklo_epi32(a[4 * k + 1], a[4 * k + 3]);
    b[4 * k + 3] = _mm256_unpackhi_epi32(a[4 * k + 1], a[4 * k + 3]);
  }
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) {
    v[2 * k] = _mm256_unpacklo_epi64(b[k], b[k + 4]);
    v[2 * k + 1] = _mm256_unpackhi_epi64(b[k], b[k + 4]);
  }
}

/* samples turns columns of numbers around zero into rows of 8 samples: two rows a vector, of each block. */
INLINE void samples(__m256i v[8], __m256i rows[4]) {
  const __m256i grey = _mm256_set1_epi8(-128);
  const __m256i interleave = _mm256_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  __m256i p[4];
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) p[k] = _mm256_shuffle_epi8(_mm256_add_epi8(_mm256_packs_epi16(v[2 * k], v[2 * k + 1]), grey), interleave);
  const __m256i left[2] = {_mm256_unpacklo_epi16(p[0], p[1]), _mm256_unpackhi_epi16(p[0], p[1])};
  const __m256i right[2] = {_mm256_unpacklo_epi16(p[2], p[3]), _mm256_unpackhi_epi16(p[2], p[3])};
#pragma GCC unroll 2
  for (int k = 0; k < 2; k++) {
    rows[2 * k] = _mm256_unpacklo_epi32(left[k], right[k]);
    rows[2 * k + 1] = _mm256_unpackhi_epi32(left[k], right[k]);
  }
}

INLINE void two(const JCOEF *first, const JCOEF *second, const __m256i quantization[8], const matrix *m, __m256i rows[4]) {
  __m256i v[8];
#pragma GCC unroll 8
  for (int k = 0; k < 8; k++) {
    v[k] = _mm256_setzero_si256();
    if (k >= m->n) continue;
    const __m128i a = _mm_loadu_si128((const __m128i *)(first + DCTSIZE * k)), b = _mm_loadu_si128((const __m128i *)(second + DCTSIZE * k));
    v[k] = _mm256_mullo_epi16(_mm256_inserti128_si256(_mm256_castsi128_si256(a), b, 1), quantization[k]);
  }
  columns(v, m, CONST_BITS - PASS1_BITS);
  transpose(v);
  columns(v, m, CONST_BITS + PASS1_BITS + 3);
  samples(v, rows);
}

INLINE void row_of(const JBLOCK *blocks, size_t count, const UINT16 *table, JSAMPLE *out, size_t stride, const matrix *m) {
  const size_t n = (size_t)m->n;
  __m256i quantization[8], rows[4];
#pragma GCC unroll 8
  for (int k = 0; k < 8; k++)
    quantization[k] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + DCTSIZE * k)));
  size_t i = 0;
  for (; (i + 1) * n + 8 <= count * n; i += 2, out += 2 * n) { /* what a row of 8 has too many, the next block overwrites */
    two(blocks[i], blocks[i + 1], quantization, m, rows);
#pragma GCC unroll 8
    for (size_t y = 0; y < n; y++) {
      const __m128i a = _mm256_castsi256_si128(rows[y / 2]), b = _mm256_extracti128_si256(rows[y / 2], 1);
      JSAMPLE *to = out + y * stride;
      _mm_storel_epi64((__m128i *)to, y % 2 ? _mm_unpackhi_epi64(a, a) : a);
      _mm_storel_epi64((__m128i *)(to + n), y % 2 ? _mm_unpackhi_epi64(b, b) : b);
    }
  }
  for (; i < count; i += 2, out += 2 * n) { /* where no block follows that would */
    const size_t second = i + 1 < count;
    JSAMPLE last[4][2][2][8]; /* pair of rows, block, row of the pair */
    two(blocks[i], blocks[i + second], quantization, m, rows);
    memcpy(last, rows, sizeof last);
    for (size_t y = 0; y < n; y++) {
      memcpy(out + y * stride, last[y / 2][0][y % 2], n);
      if (second) memcpy(out + y * stride + n, last[y / 2][1][y % 2], n);
    }
  }
}

#define TRANSFORM(name)                                                                                                                        \
  __attribute__((target("avx2"))) static void to_##name(const JBLOCK *blocks, size_t count, const UINT16 *table, JSAMPLE *out, size_t stride) { \
    row_of(blocks, count, table, out, stride, &name);                                                                                          \
  }

TRANSFORM(of3)
TRANSFORM(of5)
TRANSFORM(of6)
TRANSFORM(of7)

turbo_idct turbo_idct_for(int scale, int avx2) {
  if (!avx2) return NULL;
  switch (scale) {
  case 3: return to_of3;
  case 5: return to_of5;
  case 6: return to_of6;
  case 7: return to_of7;
  default: return NULL;
  }
}

#else

turbo_idct turbo_idct_for(int scale, int avx2) {
  (void)scale, (void)avx2;
  return NULL;
}

#endif
