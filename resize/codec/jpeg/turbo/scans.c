//go:build cgo && !purego

#include "scans.h"

#include <string.h>

/* Markers; see ITU-T T.81, table B.1. */
enum { SOF0 = 0xC0, SOF2 = 0xC2, DHT = 0xC4, RST0 = 0xD0, RST7 = 0xD7, SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, DQT = 0xDB, DNL = 0xDC, DRI = 0xDD, APP0 = 0xE0, APP15 = 0xEF, COM = 0xFE };

/* expected says whether a segment may stand between scans or, with first, before them. Anything else is for a decoder to judge. */
static int expected(int marker, int first) {
  if (marker >= SOF0 && marker <= SOF2) return first;
  return marker == DHT || marker == DQT || marker == DRI || (marker >= APP0 && marker <= APP15) || marker == COM;
}

/* coded_end is the offset of the marker that ends coded data. A zero behind 0xFF makes that a number; restart markers are
 * part of the data; further 0xFF fill the space before a marker. */
static size_t coded_end(const unsigned char *data, size_t at, size_t size) {
  while (at < size) {
    const unsigned char *found = memchr(data + at, 0xFF, size - at);
    if (!found) return size;
    size_t marker = (size_t)(found - data);
    for (at = marker; at < size && data[at] == 0xFF; at++) {}
    if (at < size && data[at] != 0 && (data[at] < RST0 || data[at] > RST7)) return marker;
  }
  return size;
}

int turbo_scans_find(turbo_scans *s, const unsigned char *data, size_t size) {
  s->count = 0;
  if (size < 2 || data[0] != 0xFF || data[1] != SOI) return TURBO_SCANS_STRANGE;
  size_t start = 0, at = 2; /* start is where the segments before the next scan begin */
  for (;;) {
    if (at < size && data[at] != 0xFF) return TURBO_SCANS_STRANGE;
    while (at < size && data[at] == 0xFF) at++;
    if (at >= size) return TURBO_SCANS_CUT;
    const int marker = data[at++];
    if (marker == EOI) return TURBO_SCANS_ALL;
    if (marker != SOS && !expected(marker, s->count == 0)) return TURBO_SCANS_STRANGE;
    if (size - at < 2) return TURBO_SCANS_CUT;
    const size_t length = (size_t)data[at] << 8 | data[at + 1];
    if (length < 2) return TURBO_SCANS_STRANGE;
    if (size - at < length) return TURBO_SCANS_CUT;
    if (marker != SOS) {
      at += length;
      continue;
    }
    if (s->count == TURBO_MAX_SCANS) return TURBO_SCANS_STRANGE;
    const size_t scan = at - 2, end = coded_end(data, at + length, size);
    turbo_scan found = {{data + start, scan - start}, {data + scan, end - scan}};
    s->scans[s->count++] = found;
    start = at = end;
  }
}

/* segment_end is the offset behind the segment whose length is at data[at], 0 where there is none. */
static size_t segment_end(const unsigned char *data, size_t at, size_t size) {
  if (size - at < 2) return 0;
  const size_t length = (size_t)data[at] << 8 | data[at + 1];
  return length < 2 || size - at < length ? 0 : at + length;
}

int turbo_scans_header(const unsigned char *segment, size_t size) {
  return size >= 3 && segment[2] >= 1 && segment[2] <= TURBO_MAX_COMPONENTS && size == 6 + 2 * (size_t)segment[2];
}

int turbo_scans_ending(const unsigned char *data, size_t size) {
  int flaws = 0, stray = 0; /* stray is 2 where the bytes are no usual padding */
  for (size_t at = 0;;) {
    for (; at < size && data[at] != 0xFF; at++)
      if (stray < 2) stray = data[at] ? 2 : 1;
    while (at < size && data[at] == 0xFF) at++;
    if (at >= size) return flaws | TURBO_NO_END;
    const int marker = data[at++];
    if (marker == EOI) return stray == 2 ? flaws | TURBO_STRAY : flaws;
    if (marker == 0) stray = 2; /* coded data */
    if (marker <= 1 || (marker >= RST0 && marker <= RST7)) continue;
    const size_t end = segment_end(data, at, size);
    if (!end) return flaws | TURBO_NO_END;
    if (marker == SOS && !stray && turbo_scans_header(data + at, end - at)) return -1;
    if (marker == SOS || (marker != DNL && !expected(marker, 0))) return flaws | TURBO_NO_END;
    if (stray) { /* is it really a segment, or a part of what is stray? */
      if (marker < APP0 || end >= size || data[end] != 0xFF) return flaws | TURBO_NO_END;
      flaws |= TURBO_STRAY;
    }
    at = end;
  }
}
