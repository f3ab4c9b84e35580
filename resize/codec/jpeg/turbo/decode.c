//go:build cgo && !purego

#include <stdlib.h>
#include <string.h>

#include "idct.h"
#include "lockstep.h"

#include <jerror.h>

/* Libraries that emulate libjpeg 7 and later state the size of blocks along each axis. */
#if JPEG_LIB_VERSION >= 70
#define MIN_SCALE(jpeg) ((jpeg)->min_DCT_v_scaled_size)
#define SCALE(component) ((component)->DCT_v_scaled_size)
#define SET_SCALE(component, n) ((component)->DCT_h_scaled_size = (component)->DCT_v_scaled_size = (n))
#else
#define MIN_SCALE(jpeg) ((jpeg)->min_DCT_scaled_size)
#define SCALE(component) ((component)->DCT_scaled_size)
#define SET_SCALE(component, n) ((component)->DCT_scaled_size = (n))
#endif

/* An interleaved row of blocks has at most 4 (sampling factor) times 8 rows of a component. */
enum { MAX_ROWS = 4 * DCTSIZE };

enum phase { IDLE, CONSUMING, WRITING, LOCKSTEP };

typedef struct {
  JSAMPLE *pix;
  size_t stride, rows;
  int scale;
  turbo_idct idct; /* NULL where libjpeg transforms the component */
} target;

struct turbo_decoder {
  struct jpeg_decompress_struct jpeg; /* first, so that libjpeg's pointer is ours */
  turbo_errors errors;
  turbo_header header;
  target planes[TURBO_MAX_COMPONENTS];
  enum phase phase;
  int max_scans;
  turbo_bytes file;
  int fed;    /* the file is over, and libjpeg was given an end of the picture */
  int flaws;  /* that were passed over */
  size_t end; /* of the last scan's data in the file, or up to a few bytes more */
  turbo_lockstep lockstep;
  int arrays; /* of coefficients that are kept in lockstep; -1 where they are not */
  struct jpeg_memory_mgr mem; /* the methods of libjpeg's own that are replaced */
};

/* realize gives every component the scale that was asked for. By itself libjpeg decodes subsampled components at a larger
 * scale where that saves upsampling, whether or not anybody upsamples. It chooses at the beginning of
 * jpeg_start_decompress and sets up the inverse DCT by that choice at the end; in between it calls this method of the
 * memory manager. */
static void realize(j_common_ptr jpeg) {
  turbo_decoder *d = (turbo_decoder *)jpeg;
  for (int i = 0; i < d->jpeg.num_components; i++) SET_SCALE(&d->jpeg.comp_info[i], d->planes[i].scale);
  (*d->mem.realize_virt_arrays)(jpeg);
}

static jvirt_barray_ptr on_array(j_common_ptr jpeg, int pool, boolean zero, JDIMENSION blocks, JDIMENSION rows, JDIMENSION most) {
  turbo_decoder *d = (turbo_decoder *)jpeg;
  if (d->arrays < 0) return (*d->mem.request_virt_barray)(jpeg, pool, zero, blocks, rows, most);
  return turbo_lockstep_array(&d->lockstep, d->arrays++, blocks);
}

static JBLOCKARRAY on_rows(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION from, JDIMENSION rows, boolean writable) {
  turbo_decoder *d = (turbo_decoder *)jpeg;
  if (d->arrays < 0) return (*d->mem.access_virt_barray)(jpeg, array, from, rows, writable);
  return turbo_lockstep_rows(jpeg, array, rows);
}

/* create makes a decoder that has seen no picture: libjpeg's keeps the tables of one for the next, which may have none. Memory
 * of its own it has some kilobytes, so that this costs microseconds. */
static int create(turbo_decoder *d) {
  if (setjmp(d->errors.jump)) return -1;
  jpeg_destroy_decompress(&d->jpeg);
  jpeg_create_decompress(&d->jpeg);
  d->mem = *d->jpeg.mem;
  d->jpeg.mem->realize_virt_arrays = realize;
  d->jpeg.mem->request_virt_barray = on_array;
  d->jpeg.mem->access_virt_barray = on_rows;
  return 0;
}

turbo_decoder *turbo_decoder_new(void) {
  turbo_decoder *d = calloc(1, sizeof *d);
  if (!d) return NULL;
  d->jpeg.err = turbo_errors_init(&d->errors);
  if (create(d) < 0) {
    turbo_decoder_free(d);
    return NULL;
  }
  d->arrays = -1;
  return d;
}

void turbo_decoder_free(turbo_decoder *d) {
  if (!d) return;
  turbo_lockstep_end(&d->lockstep);
  jpeg_destroy_decompress(&d->jpeg);
  free(d);
}

const turbo_failure *turbo_decoder_failure(const turbo_decoder *d) { return &d->errors.failure; }
const turbo_failure *turbo_decoder_damage(const turbo_decoder *d) { return &d->errors.damage; }
int turbo_decoder_damage_row(const turbo_decoder *d) { return d->errors.damage_row; }
const turbo_failure *turbo_decoder_strays(const turbo_decoder *d) { return &d->errors.strays; }
int turbo_decoder_strays_row(const turbo_decoder *d) { return d->errors.strays_row; }
int turbo_decoder_flaws(const turbo_decoder *d) { return d->flaws; }
size_t turbo_decoder_end(const turbo_decoder *d) { return d->end; }
const turbo_header *turbo_decoder_header(const turbo_decoder *d) { return &d->header; }

static int space_of(J_COLOR_SPACE s) {
  switch (s) {
  case JCS_GRAYSCALE: return TURBO_GRAY;
  case JCS_YCbCr: return TURBO_YCBCR;
  case JCS_RGB: return TURBO_RGB;
  case JCS_CMYK: return TURBO_CMYK;
  case JCS_YCCK: return TURBO_YCCK;
  default: return 0;
  }
}

/* on_end gives libjpeg an end of the picture behind the file, so that only bits that are missing for a pixel are damage. There has to
 * be more where the file ends in its header. Arithmetic coding makes bits up without a word: there a missing end is damage itself. */
static boolean on_end(j_decompress_ptr j) {
  static const JOCTET end[] = {0xFF, JPEG_EOI};
  turbo_decoder *d = (turbo_decoder *)j;
  if (d->fed || j->arith_code || j->input_scan_number == 0) WARNMS(j, JWRN_JPEG_EOF);
  d->fed = 1;
  j->src->next_input_byte = end;
  j->src->bytes_in_buffer = sizeof end;
  return TRUE;
}

int turbo_decoder_open(turbo_decoder *d, const unsigned char *data, size_t size, int salvage) {
  struct jpeg_decompress_struct *j = &d->jpeg;
  turbo_decoder_abort(d);
  turbo_errors_reset(&d->errors, salvage);
  if (size == 0) return turbo_errors_fail(&d->errors, TURBO_DAMAGED, "empty file");
  if (size > (unsigned long)-1) return turbo_errors_fail(&d->errors, TURBO_TOO_LARGE, "the file is too long");
  d->file.data = data;
  d->file.size = size;
  d->fed = d->flaws = 0;
  d->end = size;
  if (create(d) < 0) return -1;
  if (setjmp(d->errors.jump)) return -1;
  jpeg_mem_src(j, (unsigned char *)data, (unsigned long)size); /* older headers lack the const */
  j->src->fill_input_buffer = on_end;
  jpeg_read_header(j, TRUE);
  if (j->data_precision != 8) return turbo_errors_fail(&d->errors, TURBO_UNSUPPORTED, "more than 8 bits a sample");
#if LIBJPEG_TURBO_VERSION_NUMBER >= 3000000
  /* From here on the library reads the headers of lossless pictures, which state a predictor where others have the
   * first coefficient; but it gives no planes of them. */
  if (!j->progressive_mode && j->Ss > 0 && j->Se == 0) return turbo_errors_fail(&d->errors, TURBO_UNSUPPORTED, "lossless JPEG");
#endif
  turbo_header *h = &d->header;
  h->space = space_of(j->jpeg_color_space);
  if (!h->space || j->num_components > TURBO_MAX_COMPONENTS)
    return turbo_errors_fail(&d->errors, TURBO_UNSUPPORTED, "a number of channels that says nothing about their colours");
  h->width = (int)j->image_width;
  h->height = (int)j->image_height;
  h->components = j->num_components;
  for (int i = 0; i < h->components; i++) {
    h->h[i] = j->comp_info[i].h_samp_factor;
    h->v[i] = j->comp_info[i].v_samp_factor;
  }
  h->progressive = j->progressive_mode;
  h->arithmetic = j->arith_code;
  h->buffered = jpeg_has_multiple_scans(j);
  h->adobe = j->saw_Adobe_marker;
  return 0;
}

void turbo_decoder_plane(turbo_decoder *d, int i, unsigned char *pix, size_t stride, size_t rows, int scale) {
  target t = {pix, stride, rows, scale, NULL};
  d->planes[i] = t;
}

/* by_rows prepares decoding with a row of coefficients at a time, if the picture is suited for it and anything is gained:
 * memory where there are several scans, time where there is a transform of our own. */
static int by_rows(turbo_decoder *d, int max_scans, int avx2) {
  struct jpeg_decompress_struct *j = &d->jpeg;
  int gain = d->header.buffered;
  if (j->arith_code || d->errors.salvage) return 0;
  for (int i = 0; i < j->num_components; i++) {
    d->planes[i].idct = turbo_idct_for(d->planes[i].scale, avx2);
    gain = gain || d->planes[i].idct;
  }
  if (!gain) return 0;
  const int suited = turbo_lockstep_begin(&d->lockstep, j, d->file.data, d->file.size, max_scans);
  for (int i = 0; i < j->num_components; i++)
    if (suited <= 0) d->planes[i].idct = NULL;
  return suited;
}

int turbo_decoder_start(turbo_decoder *d, int scale, int max_scans, long max_memory, int avx2) {
  struct jpeg_decompress_struct *j = &d->jpeg;
  if (setjmp(d->errors.jump)) return -1;
  j->scale_num = (unsigned int)scale;
  j->scale_denom = DCTSIZE;
  j->out_color_space = j->jpeg_color_space;
  j->raw_data_out = TRUE;
  j->do_fancy_upsampling = FALSE;
  j->dct_method = JDCT_ISLOW;
  j->mem->max_memory_to_use = max_memory;
  const int rows = by_rows(d, max_scans, avx2);
  if (rows < 0) return -1;
  if (rows) {
    d->arrays = 0;
    j->do_block_smoothing = FALSE; /* nothing is missing, which the first decoder cannot know */
  }
  /* Buffered-image mode only because there the scans are consumed by steps of our own, which can be counted and stopped. */
  j->buffered_image = rows || d->header.buffered;
  d->max_scans = max_scans;
  jpeg_start_decompress(j);
  if (!j->raw_data_out) return turbo_errors_fail(&d->errors, TURBO_UNSUPPORTED, "lossless JPEG");
  for (int i = 0; i < j->num_components; i++) {
    jpeg_component_info *c = &j->comp_info[i];
    target *t = &d->planes[i];
    if (SCALE(c) != t->scale || t->stride < (size_t)c->width_in_blocks * t->scale || t->rows < (size_t)c->height_in_blocks * t->scale)
      return turbo_errors_fail(&d->errors, TURBO_INTERNAL, "a plane does not fit its component");
  }
  d->phase = j->buffered_image ? CONSUMING : WRITING;
  if (d->arrays < 0) return 0;
  turbo_lockstep_start(&d->lockstep);
  for (int i = 0; i < j->num_components; i++) j->comp_info[i].component_needed = !d->planes[i].idct;
  jpeg_start_output(j, j->input_scan_number);
  d->phase = LOCKSTEP;
  return 0;
}

/* refined reports whether every coefficient is known to its last bit, so that no scan can be missing. */
static int refined(const struct jpeg_decompress_struct *j) {
  for (int i = 0; i < j->num_components; i++) {
    if (!j->comp_info[i].quant_table) return 0; /* a component gets its table with its first scan */
    for (int k = 0; j->progressive_mode && k < DCTSIZE2; k++)
      if (j->coef_bits[i][k] != 0) return 0;
  }
  return 1;
}

/* consume reads a row of blocks of a scan into the coefficients, and turns to writing when all scans are read. */
static int consume(turbo_decoder *d) {
  struct jpeg_decompress_struct *j = &d->jpeg;
  switch (jpeg_consume_input(j)) {
  case JPEG_REACHED_SOS:
    if (j->input_scan_number > d->max_scans) return turbo_errors_fail(&d->errors, TURBO_TOO_LARGE, "too many scans");
    return 0;
  case JPEG_REACHED_EOI:
    for (int i = 0; i < j->num_components; i++) /* a component gets its table with its first scan */
      if (!j->comp_info[i].quant_table && turbo_errors_damage(&d->errors, "a channel is missing") < 0) return -1;
    if (d->fed) {
      if (!refined(j) && turbo_errors_damage(&d->errors, "premature end of JPEG file") < 0) return -1;
      d->flaws |= TURBO_NO_END;
    }
    jpeg_start_output(j, j->input_scan_number);
    d->phase = WRITING;
    return 0;
  case JPEG_SUSPENDED:
    return turbo_errors_fail(&d->errors, TURBO_INTERNAL, "the source of bytes paused");
  default:
    return 0;
  }
}

/* write_rows decodes a row of blocks of all components into their planes, without a copy. */
static void write_rows(turbo_decoder *d) {
  struct jpeg_decompress_struct *j = &d->jpeg;
  JSAMPROW rows[TURBO_MAX_COMPONENTS][MAX_ROWS];
  JSAMPARRAY arrays[TURBO_MAX_COMPONENTS];
  const JDIMENSION lines = (JDIMENSION)(j->max_v_samp_factor * MIN_SCALE(j));
  const size_t index = j->output_scanline / lines;
  for (int i = 0; i < j->num_components; i++) {
    const target *t = &d->planes[i];
    const size_t n = (size_t)j->comp_info[i].v_samp_factor * t->scale;
    for (size_t r = 0; r < n; r++) {
      size_t y = index * n + r;
      if (y >= t->rows) y = t->rows - 1; /* below the last row of blocks, where libjpeg writes nothing */
      rows[i][r] = t->pix + y * t->stride;
    }
    arrays[i] = rows[i];
  }
  jpeg_read_raw_data(j, arrays, lines);
}

/* transform does what libjpeg leaves out when it writes the next row of blocks. */
static void transform(turbo_decoder *d) {
  struct jpeg_decompress_struct *j = &d->jpeg;
  const size_t index = j->output_scanline / (size_t)(j->max_v_samp_factor * MIN_SCALE(j));
  for (int i = 0; i < j->num_components; i++) {
    const jpeg_component_info *c = &j->comp_info[i];
    const target *t = &d->planes[i];
    for (int r = 0; t->idct && r < c->v_samp_factor; r++) {
      const size_t row = index * (size_t)c->v_samp_factor + (size_t)r;
      if (row >= c->height_in_blocks) break;
      t->idct(d->lockstep.strips[i].rows[r], c->width_in_blocks, c->quant_table->quantval, t->pix + row * (size_t)t->scale * t->stride, t->stride);
    }
  }
}

/* finish looks at what follows the only scan when its last row is decoded. */
static int finish(turbo_decoder *d) {
  const struct jpeg_decompress_struct *j = &d->jpeg;
  d->phase = IDLE;
  size_t at = d->file.size;
  if (!d->fed) at = (size_t)(j->src->next_input_byte - d->file.data);
  if (!d->fed && j->unread_marker) at -= 2; /* the marker itself */
  d->end = at;
  const int ending = turbo_scans_ending(d->file.data + at, d->file.size - at);
  if (ending < 0) return turbo_errors_damage(&d->errors, "more scans than the picture has");
  d->flaws |= ending;
  return 0;
}

static int work(turbo_decoder *d, int rows) {
  struct jpeg_decompress_struct *j = &d->jpeg;
  for (; rows > 0; rows -= j->max_v_samp_factor * DCTSIZE) {
    switch (d->phase) {
    case CONSUMING:
      if (consume(d) < 0) return -1;
      break;
    case LOCKSTEP:
      turbo_lockstep_row(&d->lockstep);
      transform(d);
      write_rows(d);
      if (j->output_scanline < j->output_height) break;
      if (d->lockstep.created == 0) return finish(d);
      d->phase = IDLE;
      d->end = turbo_lockstep_scanned(&d->lockstep, d->file.data);
      if (d->lockstep.endless) d->flaws |= TURBO_NO_END;
      else if (turbo_scans_ending(d->file.data + d->end, d->file.size - d->end) == TURBO_STRAY) d->flaws |= TURBO_STRAY;
      return turbo_lockstep_finish(&d->lockstep);
    case WRITING:
      write_rows(d);
      if (j->output_scanline < j->output_height) break;
      if (!j->buffered_image) return finish(d);
      d->phase = IDLE;
      return 0;
    case IDLE:
      return turbo_errors_fail(&d->errors, TURBO_INTERNAL, "no picture is open");
    }
  }
  return 1;
}

int turbo_decoder_step(turbo_decoder *d, int rows) {
  if (setjmp(d->errors.jump)) return -1;
  return work(d, rows);
}

void turbo_decoder_abort(turbo_decoder *d) {
  turbo_lockstep_end(&d->lockstep);
  jpeg_abort_decompress(&d->jpeg);
  d->arrays = -1;
  memset(d->planes, 0, sizeof d->planes);
  d->phase = IDLE;
}
