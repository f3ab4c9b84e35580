/* A narrow interface to libwebp. */
#ifndef SIZEMILL_WEBP_SHIM_H
#define SIZEMILL_WEBP_SHIM_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  int width, height, stride;   /* stride of pixels or brightness, in bytes */
  const uint8_t *pixels;       /* R, G, B, A; NULL where there are planes */
  const uint8_t *y, *cb, *cr;  /* planes in the range of video, colour halved */
  int chroma_stride;
  int opaque;                  /* alpha is not looked at */
  float quality;
  int lossless, exact, method;
} webp_job;

typedef struct {
  uint8_t *data; /* to be freed by webp_free */
  size_t size;
  int error; /* of WebPEncodingError; −1 where the library could not be used at all */
} webp_file;

webp_file webp_encode(const webp_job *job);
void webp_free(uint8_t *data);

enum { WEBP_OK, WEBP_MEMORY, WEBP_TRUNCATED, WEBP_DAMAGED };

/* Reads the size, and whether there is an animation. */
int webp_size(const uint8_t *data, size_t n, int *width, int *height, int *animated);
/* Decodes a still picture of that size to R, G, B, A. */
int webp_decode(const uint8_t *data, size_t n, uint8_t *pixels, size_t pixels_n, int stride);

/* Decodes as many of its first rows as there are, and says how many. */
int webp_salvage(const uint8_t *data, size_t n, uint8_t *pixels, size_t pixels_n, int stride, int *rows);

#endif
