//go:build cgo && !purego

#include <stdlib.h>
#include <string.h>

#include "errors.h"

#include <jerror.h>

enum {
  MAX_ROWS = 4 * DCTSIZE, /* of a component in an interleaved row of blocks */
  FIRST_BYTES = 256 << 10, /* a typical result; doubled until it suffices */
  KEPT_BYTES = 16 << 20 /* more than this is given back after the picture */
};

typedef struct {
  const JSAMPLE *pix;
  size_t stride;
  int width, height, h, v;
} source;

struct turbo_encoder {
  struct jpeg_compress_struct jpeg; /* first, so that libjpeg's pointer is ours */
  turbo_errors errors;
  struct jpeg_destination_mgr dest;
  unsigned char *out; /* the file so far, kept between pictures */
  size_t capacity, size;
  source planes[TURBO_MAX_COMPONENTS];
  JSAMPLE *padded; /* rows made longer to whole blocks, kept between pictures */
  size_t padded_bytes;
  int density_unit, density_x, density_y; /* of the next picture */
};

static turbo_encoder *encoder_of(j_compress_ptr j) { return (turbo_encoder *)j; }

static void grow(turbo_encoder *e, size_t capacity) {
  unsigned char *out = realloc(e->out, capacity);
  if (!out) ERREXIT1(&e->jpeg, JERR_OUT_OF_MEMORY, 0);
  e->out = out;
  e->capacity = capacity;
}

static void on_init(j_compress_ptr j) {
  turbo_encoder *e = encoder_of(j);
  if (!e->out) grow(e, FIRST_BYTES);
  e->dest.next_output_byte = e->out;
  e->dest.free_in_buffer = e->capacity;
}

static boolean on_full(j_compress_ptr j) { /* is called with the whole buffer in use, whatever free_in_buffer says */
  turbo_encoder *e = encoder_of(j);
  size_t used = e->capacity;
  if (used > (size_t)-1 / 2) ERREXIT1(j, JERR_OUT_OF_MEMORY, 0);
  grow(e, used * 2);
  e->dest.next_output_byte = e->out + used;
  e->dest.free_in_buffer = used;
  return TRUE;
}

static void on_term(j_compress_ptr j) {
  turbo_encoder *e = encoder_of(j);
  e->size = e->capacity - e->dest.free_in_buffer;
}

/* create makes an encoder that has written no picture: libjpeg's keeps the Huffman tables of one that was optimized for the next. */
static int create(turbo_encoder *e) {
  if (setjmp(e->errors.jump)) return -1;
  jpeg_destroy_compress(&e->jpeg);
  jpeg_create_compress(&e->jpeg);
  e->jpeg.dest = &e->dest;
  return 0;
}

turbo_encoder *turbo_encoder_new(void) {
  turbo_encoder *e = calloc(1, sizeof *e);
  if (!e) return NULL;
  e->jpeg.err = turbo_errors_init(&e->errors);
  if (create(e) < 0) {
    turbo_encoder_free(e);
    return NULL;
  }
  e->dest.init_destination = on_init;
  e->dest.empty_output_buffer = on_full;
  e->dest.term_destination = on_term;
  return e;
}

void turbo_encoder_free(turbo_encoder *e) {
  if (!e) return;
  jpeg_destroy_compress(&e->jpeg);
  free(e->padded);
  free(e->out);
  free(e);
}

const turbo_failure *turbo_encoder_failure(const turbo_encoder *e) { return &e->errors.failure; }

void turbo_encoder_plane(turbo_encoder *e, int i, const unsigned char *pix, size_t stride, int width, int height, int h, int v) {
  source s = {pix, stride, width, height, h, v};
  e->planes[i] = s;
}

void turbo_encoder_density(turbo_encoder *e, int unit, int x, int y) {
  e->density_unit = unit;
  e->density_x = x;
  e->density_y = y;
}

static J_COLOR_SPACE space_for(int space) {
  switch (space) {
  case TURBO_GRAY: return JCS_GRAYSCALE;
  case TURBO_YCBCR: return JCS_YCbCr;
  case TURBO_RGB: return JCS_RGB;
  case TURBO_CMYK: return JCS_CMYK;
  case TURBO_YCCK: return JCS_YCCK;
  default: return JCS_UNKNOWN;
  }
}

int turbo_encoder_start(turbo_encoder *e, int width, int height, int components, int space, int quality, int progressive, int optimize) {
  struct jpeg_compress_struct *j = &e->jpeg;
  turbo_errors_reset(&e->errors, 0);
  e->size = 0;
  if (create(e) < 0) return -1;
  if (setjmp(e->errors.jump)) return -1;
  j->image_width = (JDIMENSION)width;
  j->image_height = (JDIMENSION)height;
  j->input_components = components;
  j->in_color_space = space_for(space);
  jpeg_set_defaults(j);
  jpeg_set_colorspace(j, j->in_color_space);
  jpeg_set_quality(j, quality, TRUE);
  j->optimize_coding = optimize;
  if (e->density_x > 0 && e->density_y > 0) {
    j->density_unit = (UINT8)e->density_unit;
    j->X_density = (UINT16)e->density_x;
    j->Y_density = (UINT16)e->density_y;
  }
  j->dct_method = JDCT_ISLOW;
  j->raw_data_in = TRUE;
  for (int i = 0; i < components; i++) {
    j->comp_info[i].h_samp_factor = e->planes[i].h;
    j->comp_info[i].v_samp_factor = e->planes[i].v;
  }
  if (progressive) jpeg_simple_progression(j);
  jpeg_start_compress(j, TRUE);
  size_t padded = 0;
  for (int i = 0; i < components; i++) {
    const jpeg_component_info *c = &j->comp_info[i];
    const source *s = &e->planes[i];
    /* A plane may be smaller than its component within the last block, which its edge then fills, but not larger. */
    if (s->width < 1 || s->height < 1 || (JDIMENSION)(s->width + DCTSIZE - 1) / DCTSIZE != c->width_in_blocks ||
        (JDIMENSION)(s->height + DCTSIZE - 1) / DCTSIZE != c->height_in_blocks)
      return turbo_errors_fail(&e->errors, TURBO_INTERNAL, "a plane does not fit its component");
    padded += (size_t)c->width_in_blocks * DCTSIZE * c->v_samp_factor * DCTSIZE;
  }
  if (padded > e->padded_bytes) {
    free(e->padded);
    e->padded_bytes = 0;
    e->padded = malloc(padded);
    if (!e->padded) ERREXIT1(j, JERR_OUT_OF_MEMORY, 0);
    e->padded_bytes = padded;
  }
  return 0;
}

int turbo_encoder_marker(turbo_encoder *e, int code, const unsigned char *data, unsigned int size) {
  if (setjmp(e->errors.jump)) return -1;
  jpeg_write_marker(&e->jpeg, code, data, size);
  return 0;
}

/* read_rows hands a row of blocks of all components to libjpeg, which reads whole blocks only. Below the picture its last
 * row is repeated by pointing at it again; right of it the last sample is, in a copy when the width is not whole blocks. */
static void read_rows(turbo_encoder *e) {
  struct jpeg_compress_struct *j = &e->jpeg;
  JSAMPROW rows[TURBO_MAX_COMPONENTS][MAX_ROWS];
  JSAMPARRAY arrays[TURBO_MAX_COMPONENTS];
  const JDIMENSION lines = (JDIMENSION)(j->max_v_samp_factor * DCTSIZE);
  const size_t index = j->next_scanline / lines;
  JSAMPLE *scratch = e->padded;
  for (int i = 0; i < j->num_components; i++) {
    const source *s = &e->planes[i];
    const size_t n = (size_t)j->comp_info[i].v_samp_factor * DCTSIZE;
    const size_t width = (size_t)s->width, whole = (size_t)j->comp_info[i].width_in_blocks * DCTSIZE;
    for (size_t r = 0; r < n; r++) {
      const size_t y = index * n + r;
      if (y >= (size_t)s->height) { /* never the first row: the last block has a row of the plane, as start saw to */
        rows[i][r] = rows[i][r - 1];
        continue;
      }
      const JSAMPLE *row = s->pix + y * s->stride;
      if (whole == width) {
        rows[i][r] = (JSAMPROW)row; /* libjpeg does not write to it, but its type lacks the const */
        continue;
      }
      memcpy(scratch, row, width);
      memset(scratch + width, row[width - 1], whole - width);
      rows[i][r] = scratch;
      scratch += whole;
    }
    arrays[i] = rows[i];
  }
  jpeg_write_raw_data(j, arrays, lines);
}

static int work(turbo_encoder *e, int rows) {
  struct jpeg_compress_struct *j = &e->jpeg;
  for (; rows > 0; rows -= j->max_v_samp_factor * DCTSIZE) {
    read_rows(e);
    if (j->next_scanline < j->image_height) continue;
    jpeg_finish_compress(j);
    return 0;
  }
  return 1;
}

int turbo_encoder_step(turbo_encoder *e, int rows) {
  if (setjmp(e->errors.jump)) return -1;
  return work(e, rows);
}

turbo_bytes turbo_encoder_bytes(const turbo_encoder *e) {
  turbo_bytes b = {e->out, e->size};
  return b;
}

void turbo_encoder_abort(turbo_encoder *e) {
  jpeg_abort_compress(&e->jpeg);
  memset(e->planes, 0, sizeof e->planes);
  e->size = 0;
  turbo_encoder_density(e, 0, 0, 0);
  if (e->capacity > KEPT_BYTES) {
    free(e->out);
    e->out = NULL;
    e->capacity = 0;
  }
}

size_t turbo_encoder_kept(const turbo_encoder *e) { return e->capacity + e->padded_bytes; }
