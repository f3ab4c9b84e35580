//go:build cgo && !purego

#include "scans.h"

#include <string.h>

/* Markers; see ITU-T T.81, table B.1. */
enum { SOF0 = 0xC0, SOF2 = 0xC2, DHT = 0xC4, RST0 = 0xD0, RST7 = 0xD7, SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, DQT = 0xDB, DRI = 0xDD, APP0 = 0xE0, APP15 = 0xEF, COM = 0xFE };

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
