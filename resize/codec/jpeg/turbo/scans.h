/* Where the scans of a JPEG file are. */
#ifndef SIZEMILL_TURBO_SCANS_H
#define SIZEMILL_TURBO_SCANS_H

#include "shim.h"

enum { TURBO_MAX_SCANS = 100 };

typedef struct {
  turbo_bytes before; /* segments in front of the scan: of the first one the file's header, of others mostly tables */
  turbo_bytes scan;   /* its header and its coded data */
} turbo_scan;

typedef struct {
  int count;
  turbo_scan scans[TURBO_MAX_SCANS];
} turbo_scans;

/* What turbo_scans_find found. */
enum {
  TURBO_SCANS_ALL = 1, /* every byte up to the end of the picture belongs to a segment or a scan */
  TURBO_SCANS_CUT,     /* the file ends before the picture does */
  TURBO_SCANS_STRANGE  /* more scans than are listed, or bytes that only a decoder can judge */
};

/* Finds the scans. Those before the place where a file is cut or strange are listed, too; the last may be rubbish. */
int turbo_scans_find(turbo_scans *s, const unsigned char *data, size_t size);
/* Reports whether a segment is what stands in front of a scan's data: a number of channels, two bytes for each, and three. */
int turbo_scans_header(const unsigned char *segment, size_t size);
/* Judges what follows the data of the last scan: the flaws of the file, or -1 where another scan begins. */
int turbo_scans_ending(const unsigned char *data, size_t size);

#endif
