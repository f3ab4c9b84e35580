/* A narrow interface to libjpeg-turbo's libjpeg API for the Go side of this package.
 *
 * libjpeg reports errors by longjmp. That never leaves C here: every function below that can fail returns a negative
 * number, and *_failure then says why. Long work is cut into steps, so that Go can look at its context between them.
 * Pointers that are handed over must stay valid, and where they are until the picture is finished or aborted. */
#ifndef SIZEMILL_TURBO_SHIM_H
#define SIZEMILL_TURBO_SHIM_H

#include <stddef.h>

enum { TURBO_MAX_COMPONENTS = 4 };

/* Why a call failed. */
enum {
  TURBO_DAMAGED = 1, /* the bytes break JPEG's rules */
  TURBO_UNSUPPORTED, /* they keep them, but this library cannot decode or encode that kind */
  TURBO_TOO_LARGE,   /* a limit or the memory does not suffice */
  TURBO_INTERNAL     /* the library was called wrongly: a fault of this package */
};

/* The numbers of ColorSpace in Go. */
enum { TURBO_GRAY = 1, TURBO_YCBCR, TURBO_RGB, TURBO_CMYK, TURBO_YCCK };

enum { TURBO_TEXT = 256 };

typedef struct {
  int kind;
  char text[TURBO_TEXT];
} turbo_failure;

typedef struct {
  int width, height; /* pixels, as stored */
  int components;
  int space;
  int h[TURBO_MAX_COMPONENTS], v[TURBO_MAX_COMPONENTS]; /* sampling factors, 1 to 4 */
  int progressive, arithmetic;
  int buffered; /* in several scans: all coefficients are held at once */
  int adobe;    /* has Adobe's marker: four channels are stored inverted */
} turbo_header;

typedef struct turbo_decoder turbo_decoder;

turbo_decoder *turbo_decoder_new(void); /* NULL when memory is short */
void turbo_decoder_free(turbo_decoder *d);
const turbo_failure *turbo_decoder_failure(const turbo_decoder *d);
/* The first damage that was passed over, with kind 0 when there was none. */
const turbo_failure *turbo_decoder_damage(const turbo_decoder *d);
int turbo_decoder_damage_row(const turbo_decoder *d); /* from where on it is, -1 unknown */
/* The same for the first bytes in front of a marker within the scans. The caller judges whether they are data. */
const turbo_failure *turbo_decoder_strays(const turbo_decoder *d);
int turbo_decoder_strays_row(const turbo_decoder *d);
/* What was passed over behind the last pixel, or beside the pixels. */
enum {
  TURBO_NO_END = 1, /* the end of the picture is missing, or hidden behind other data */
  TURBO_STRAY = 2   /* bytes that belong to nothing */
};
int turbo_decoder_flaws(const turbo_decoder *d);
/* The offset in the file behind the data of the last scan, or up to a few bytes more. */
size_t turbo_decoder_end(const turbo_decoder *d);
const turbo_header *turbo_decoder_header(const turbo_decoder *d);

/* Reads up to the first scan. With salvage, damage does not fail this and the later calls. */
int turbo_decoder_open(turbo_decoder *d, const unsigned char *data, size_t size, int salvage);
/* Says where component i goes: rows of stride bytes, whole blocks of scale × scale samples, scale 1 to 8. */
void turbo_decoder_plane(turbo_decoder *d, int i, unsigned char *pix, size_t stride, size_t rows, int scale);
/* avx2 says whether the processor has those instructions. */
int turbo_decoder_start(turbo_decoder *d, int scale, int max_scans, long max_memory, int avx2);
/* Does about so many picture rows of work; 1 when there is more to do, 0 when the picture is complete. */
int turbo_decoder_step(turbo_decoder *d, int rows);
/* Forgets the picture and the pointers; harmless at any time. */
void turbo_decoder_abort(turbo_decoder *d);

typedef struct turbo_encoder turbo_encoder;

turbo_encoder *turbo_encoder_new(void);
void turbo_encoder_free(turbo_encoder *e);
const turbo_failure *turbo_encoder_failure(const turbo_encoder *e);

/* Says where component i is: height rows of width samples, stride bytes apart. */
void turbo_encoder_plane(turbo_encoder *e, int i, const unsigned char *pix, size_t stride, int width, int height, int h, int v);
int turbo_encoder_start(turbo_encoder *e, int width, int height, int components, int space, int quality, int progressive, int optimize);
/* States how many pixels there are per inch (unit 1) or centimeter (2), or, with unit 0, the shape of a pixel; before start. 0 of them
 * is nothing stated. It is written where there is a JFIF header: in gray pictures and in those of YCbCr. */
void turbo_encoder_density(turbo_encoder *e, int unit, int x, int y);
/* Writes a segment; only between start and the first step. */
int turbo_encoder_marker(turbo_encoder *e, int code, const unsigned char *data, unsigned int size);
int turbo_encoder_step(turbo_encoder *e, int rows);
typedef struct {
  const unsigned char *data;
  size_t size;
} turbo_bytes;

/* The finished file; valid until the next start or abort. */
turbo_bytes turbo_encoder_bytes(const turbo_encoder *e);
void turbo_encoder_abort(turbo_encoder *e);
/* The bytes that are kept for the next picture. */
size_t turbo_encoder_kept(const turbo_encoder *e);

#endif
