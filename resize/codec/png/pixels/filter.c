//go:build cgo && !purego

/* Filters as the PNG specification defines them (chapter 9). Where the processor is known, 16 bytes are filtered at once, and a
 * pixel is unfiltered at once: the pixel to its left has to be known, so there is no more to be had than its samples. */

#include "shim.h"

#include <string.h>

/* PNG_PLAIN leaves out the vector instructions, so that what other processors run can be tested on any. */
#if defined(__x86_64__) && !defined(PNG_PLAIN)
#define VECTORS
#include <emmintrin.h>
#endif

enum { NONE, SUB, UP, AVERAGE, PAETH };

static inline int magnitude(int v) { return v < 0 ? -v : v; }

static inline uint8_t predict(int left, int above, int corner) {
  const int a = magnitude(above - corner), b = magnitude(left - corner), c = magnitude(left + above - 2 * corner);
  return (uint8_t)(a <= b && a <= c ? left : b <= c ? above : corner);
}

#if defined(VECTORS)

/* A pixel of up to 8 bytes as 16-bit lanes. */
static inline __m128i load(const uint8_t *p, size_t n) {
  uint64_t v = 0;
  if (n == 3 || n == 6) { /* in two parts, without the detour through memory that memcpy takes */
    uint16_t low, high[2] = {0};
    memcpy(&low, p, 2);
    if (n == 3)
      high[0] = p[2];
    else
      memcpy(high, p + 2, 4);
    v = low | (uint64_t)high[0] << 16 | (uint64_t)high[1] << 32;
  } else {
    memcpy(&v, p, n);
  }
  return _mm_unpacklo_epi8(_mm_cvtsi64_si128((long long)v), _mm_setzero_si128());
}

static inline void store(uint8_t *p, __m128i lanes, size_t n) {
  const uint64_t v = (uint64_t)_mm_cvtsi128_si64(_mm_packus_epi16(lanes, lanes));
  memcpy(p, &v, n);
}

static inline __m128i absolute(__m128i v) { return _mm_max_epi16(v, _mm_sub_epi16(_mm_setzero_si128(), v)); }

static inline __m128i choose(__m128i mask, __m128i yes, __m128i no) {
  return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
}

static inline __m128i predict_lanes(__m128i left, __m128i above, __m128i corner) {
  __m128i a = _mm_sub_epi16(above, corner), b = _mm_sub_epi16(left, corner);
  const __m128i c = absolute(_mm_add_epi16(a, b));
  a = absolute(a);
  b = absolute(b);
  const __m128i least = _mm_min_epi16(c, _mm_min_epi16(a, b));
  return choose(_mm_cmpeq_epi16(least, a), left, choose(_mm_cmpeq_epi16(least, b), above, corner));
}

/* unfilter_pixels undoes a filter that looks to the left. Pixels of from bytes become pixels of to; what is added is all ones. */
static inline __attribute__((always_inline)) void unfilter_pixels(int filter, uint8_t *dst, const uint8_t *prev, const uint8_t *raw,
                                                                  size_t n, size_t from, size_t to) {
  const size_t loaded = from == 3 ? 4 : from == 6 ? 8 : from; /* one load instead of two */
  const __m128i byte = _mm_set1_epi16(0xFF);
  __m128i added = _mm_setzero_si128();
  if (to > from) added = to == 4 ? _mm_set_epi16(0, 0, 0, 0, 0xFF, 0, 0, 0) : _mm_set_epi16(0xFF, 0xFF, 0, 0, 0, 0, 0, 0);
  __m128i left = _mm_setzero_si128(), corner = left;
  for (; n >= from; n -= from, raw += from, dst += to, prev += to) {
    const size_t take = to > from || n > from ? loaded : from; /* nothing is there behind the last pixel of a row that is not widened */
    const __m128i above = load(prev, to), x = take == loaded ? load(raw, loaded) : load(raw, from);
    __m128i guess;
    if (filter == SUB)
      guess = left;
    else if (filter == UP)
      guess = above;
    else if (filter == AVERAGE)
      guess = _mm_srli_epi16(_mm_add_epi16(left, above), 1);
    else if (filter == PAETH)
      guess = predict_lanes(left, above, corner);
    else
      guess = _mm_setzero_si128();
    left = _mm_or_si128(_mm_and_si128(_mm_add_epi16(x, guess), byte), added);
    corner = above;
    store(dst, left, to);
  }
}

#define UNFILTER(filter, from, to) \
  case filter: unfilter_pixels(filter, dst, prev, raw, n, from, to); return

#define UNFILTER_LEFT(from, to) \
  switch (filter) { \
    UNFILTER(SUB, from, to); \
    UNFILTER(AVERAGE, from, to); \
    UNFILTER(PAETH, from, to); \
  }

#endif

static void add_rows(uint8_t *dst, const uint8_t *prev, const uint8_t *raw, size_t n) {
  size_t i = 0;
#if defined(VECTORS)
  for (; i + 16 <= n; i += 16) {
    const __m128i a = _mm_loadu_si128((const __m128i *)(raw + i)), b = _mm_loadu_si128((const __m128i *)(prev + i));
    _mm_storeu_si128((__m128i *)(dst + i), _mm_add_epi8(a, b));
  }
#endif
  for (; i < n; i++) dst[i] = raw[i] + prev[i];
}



void png_unfilter(int filter, uint8_t *dst, const uint8_t *prev, const uint8_t *raw, size_t n, size_t step) {
  if (filter == NONE) {
    memmove(dst, raw, n);
    return;
  }
  if (filter == UP) {
    add_rows(dst, prev, raw, n);
    return;
  }
#if defined(VECTORS)
  switch (step) {
  case 1: UNFILTER_LEFT(1, 1); return;
  case 2: UNFILTER_LEFT(2, 2); return;
  case 3: UNFILTER_LEFT(3, 3); return;
  case 4: UNFILTER_LEFT(4, 4); return;
  case 6: UNFILTER_LEFT(6, 6); return;
  case 8: UNFILTER_LEFT(8, 8); return;
  }
#else
  for (size_t i = 0; i < n; i++) {
    const int left = i < step ? 0 : dst[i - step], corner = i < step ? 0 : prev[i - step], above = prev[i];
    const int guess = filter == SUB ? left : filter == AVERAGE ? (left + above) / 2 : predict(left, above, corner);
    dst[i] = (uint8_t)(raw[i] + guess);
  }
#endif
}

void png_widen(int filter, uint8_t *dst, const uint8_t *prev, const uint8_t *raw, size_t n, size_t step) {
#if defined(VECTORS)
  if (step == 3) {
    switch (filter) {
      UNFILTER(NONE, 3, 4);
      UNFILTER(UP, 3, 4);
    }
    UNFILTER_LEFT(3, 4);
  } else {
    switch (filter) {
      UNFILTER(NONE, 6, 8);
      UNFILTER(UP, 6, 8);
    }
    UNFILTER_LEFT(6, 8);
  }
#else
  const size_t wide = step + step / 3;
  uint8_t first[8] = {0};
  const uint8_t *left = first, *corner = first;
  for (; n >= step; n -= step, raw += step, dst += wide, prev += wide) {
    for (size_t k = 0; k < step; k++) {
      const int guess = filter == SUB ? left[k] : filter == UP ? prev[k] : filter == AVERAGE ? (left[k] + prev[k]) / 2 :
        filter == PAETH ? predict(left[k], prev[k], corner[k]) : 0;
      dst[k] = (uint8_t)(raw[k] + guess);
    }
    memset(dst + step, 0xFF, wide - step);
    left = dst;
    corner = prev;
  }
#endif
}

#if defined(VECTORS)

typedef struct { __m128i now, left, above, corner; } around;

static inline around look(const uint8_t *cur, const uint8_t *prev, size_t step) {
  around a;
  a.now = _mm_loadu_si128((const __m128i *)cur);
  a.left = _mm_loadu_si128((const __m128i *)(cur - step));
  a.above = _mm_loadu_si128((const __m128i *)prev);
  a.corner = _mm_loadu_si128((const __m128i *)(prev - step));
  return a;
}

static inline __m128i floor_average(__m128i a, __m128i b) { /* the instruction rounds up */
  return _mm_sub_epi8(_mm_avg_epu8(a, b), _mm_and_si128(_mm_xor_si128(a, b), _mm_set1_epi8(1)));
}

static inline __m128i distance(__m128i a, __m128i b) { return _mm_or_si128(_mm_subs_epu8(a, b), _mm_subs_epu8(b, a)); }

/* at_least is a mask of the lanes where a >= b, unsigned. */
static inline __m128i at_least(__m128i a, __m128i b) { return _mm_cmpeq_epi8(_mm_max_epu8(a, b), a); }

/* predict_bytes is predict in bytes. With a = above − corner and b = left − corner, |a + b| is |a| + |b| where their signs agree, which
 * is never less than either, and otherwise the difference of |a| and |b|. A sign of zero may be taken as either: then both are the same. */
static inline __m128i predict_bytes(__m128i left, __m128i above, __m128i corner) {
  const __m128i a = distance(above, corner), b = distance(left, corner);
  const __m128i differ = _mm_xor_si128(at_least(above, corner), at_least(left, corner));
  const __m128i c = choose(differ, distance(a, b), _mm_set1_epi8(-1));
  const __m128i least = _mm_min_epu8(c, _mm_min_epu8(a, b));
  return choose(_mm_cmpeq_epi8(least, a), left, choose(_mm_cmpeq_epi8(least, b), above, corner));
}

static inline __m128i sum(__m128i total, __m128i v) {
  const __m128i zero = _mm_setzero_si128();
  return _mm_add_epi64(total, _mm_sad_epu8(_mm_min_epu8(v, _mm_sub_epi8(zero, v)), zero));
}

static inline uint64_t halves(__m128i v) {
  return (uint64_t)_mm_cvtsi128_si64(v) + (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(v, v));
}

#endif

static inline uint8_t filtered(int filter, const uint8_t *cur, const uint8_t *prev, size_t i, size_t step) {
  const int left = i < step ? 0 : cur[i - step], corner = i < step ? 0 : prev[i - step], above = prev[i];
  switch (filter) {
  case SUB: return (uint8_t)(cur[i] - left);
  case UP: return (uint8_t)(cur[i] - above);
  case AVERAGE: return (uint8_t)(cur[i] - (left + above) / 2);
  case PAETH: return (uint8_t)(cur[i] - predict(left, above, corner));
  default: return cur[i];
  }
}

void png_sums(uint64_t sums[5], const uint8_t *cur, const uint8_t *prev, size_t n, size_t step) {
  size_t i = 0;
  memset(sums, 0, 5 * sizeof *sums);
#define ADD_BYTES(until) \
  for (; i < (until); i++) \
    for (int f = NONE; f <= PAETH; f++) sums[f] += (uint64_t)magnitude((int8_t)filtered(f, cur, prev, i, step))
  ADD_BYTES(step < n ? step : n);
#if defined(VECTORS)
  __m128i t[5] = {_mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128(), _mm_setzero_si128()};
  for (; i + 16 <= n; i += 16) {
    const around a = look(cur + i, prev + i, step);
    t[NONE] = sum(t[NONE], a.now);
    t[SUB] = sum(t[SUB], _mm_sub_epi8(a.now, a.left));
    t[UP] = sum(t[UP], _mm_sub_epi8(a.now, a.above));
    t[AVERAGE] = sum(t[AVERAGE], _mm_sub_epi8(a.now, floor_average(a.left, a.above)));
    t[PAETH] = sum(t[PAETH], _mm_sub_epi8(a.now, predict_bytes(a.left, a.above, a.corner)));
  }
  for (int f = NONE; f <= PAETH; f++) sums[f] += halves(t[f]);
#endif
  ADD_BYTES(n);
}

void png_filter(int filter, uint8_t *dst, const uint8_t *cur, const uint8_t *prev, size_t n, size_t step) {
  size_t i = 0;
  for (; i < n && i < step; i++) dst[i] = filtered(filter, cur, prev, i, step);
#if defined(VECTORS)
  for (; i + 16 <= n; i += 16) {
    const around a = look(cur + i, prev + i, step);
    __m128i guess = _mm_setzero_si128();
    if (filter == SUB)
      guess = a.left;
    else if (filter == UP)
      guess = a.above;
    else if (filter == AVERAGE)
      guess = floor_average(a.left, a.above);
    else if (filter == PAETH)
      guess = predict_bytes(a.left, a.above, a.corner);
    _mm_storeu_si128((__m128i *)(dst + i), _mm_sub_epi8(a.now, guess));
  }
#endif
  for (; i < n; i++) dst[i] = filtered(filter, cur, prev, i, step);
}
