/* Decoding of a picture in several scans without holding its coefficients.
 *
 * A progressive file states every coefficient bit by bit, in some ten scans that each cover the whole picture, so that
 * libjpeg keeps all of them, 3 bytes a pixel or more, until the last one is read. With the file in memory there is
 * another way: a decoder for each scan, all advanced together, one row of blocks at a time. After each step the
 * coefficients of that row are complete, are transformed, and their memory serves the next row. */
#ifndef SIZEMILL_TURBO_LOCKSTEP_H
#define SIZEMILL_TURBO_LOCKSTEP_H

#include "errors.h"
#include "scans.h"

/* A source of bytes that leaves out all scans but one. */
typedef struct {
  struct jpeg_source_mgr pub; /* first, so that libjpeg's pointer is ours */
  const turbo_scans *file;
  int scan;
  int next; /* the piece that comes next: what is before each scan, the scan, the end */
} turbo_source;

typedef struct {
  JBLOCKARRAY rows; /* a row of blocks, of all that the component's sampling puts into one */
  size_t bytes;     /* of each row */
  int count;
} turbo_strip;

typedef struct turbo_lockstep turbo_lockstep;

/* A decoder of one scan. */
typedef struct {
  struct jpeg_decompress_struct jpeg; /* first, so that libjpeg's pointer is ours */
  turbo_source source;
  turbo_lockstep *owner;
  int arrays; /* of coefficients that it has asked for */
} turbo_follower;

/* All functions may leave by longjmp, as libjpeg's do, but turbo_lockstep_end. */
struct turbo_lockstep {
  struct jpeg_decompress_struct *first; /* the first scan's decoder, which transforms the coefficients; not owned */
  struct jpeg_source_mgr *whole;        /* its source of the whole file, while it has another one */
  turbo_source source;
  turbo_scans file;
  turbo_strip strips[TURBO_MAX_COMPONENTS];
  turbo_follower *followers; /* of the scans behind the first one */
  int created;
  int endless; /* the file has all scans, but lacks the end of the picture */
};

/* Prepares decoding; first has read the header of data. 1 when the picture is suited for it, 0 when it has to be decoded
 * the usual way, or -1 for a failure. */
int turbo_lockstep_begin(turbo_lockstep *l, struct jpeg_decompress_struct *first, const unsigned char *data, size_t size, int max_scans);
/* These serve the first decoder's requests for an array of coefficients and for rows of one. The rows are always those of the
 * row of blocks that is being read; a library that asks for more gets an error. */
jvirt_barray_ptr turbo_lockstep_array(turbo_lockstep *l, int component, JDIMENSION blocks);
JBLOCKARRAY turbo_lockstep_rows(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION rows);
/* Starts all scans; the first decoder's has been started. */
void turbo_lockstep_start(turbo_lockstep *l);
/* Reads the next row of blocks of every scan; after the last one, what follows the scans. */
void turbo_lockstep_row(turbo_lockstep *l);
int turbo_lockstep_finish(turbo_lockstep *l);
/* How far the last of several scans has been read: an offset in data. */
size_t turbo_lockstep_scanned(const turbo_lockstep *l, const unsigned char *data);
/* Frees the other decoders; harmless at any time. */
void turbo_lockstep_end(turbo_lockstep *l);

#endif
