//go:build cgo && !purego

#include "errors.h"

#include <string.h>

#include <jerror.h>

static int kind_of(j_common_ptr jpeg) {
  switch (jpeg->err->msg_code) {
#if JPEG_LIB_VERSION < 70 /* where later ones are emulated, the code is not there */
  case JERR_ARITH_NOTIMPL:
#endif
  case JERR_BAD_PRECISION:
  case JERR_CCIR601_NOTIMPL:
  case JERR_COMPONENT_COUNT:
  case JERR_CONVERSION_NOTIMPL:
  case JERR_FRACT_SAMPLE_NOTIMPL:
  case JERR_NOTIMPL:
  case JERR_NOT_COMPILED:
  case JERR_SOF_UNSUPPORTED:
    return TURBO_UNSUPPORTED;
  case JERR_IMAGE_TOO_BIG:
  case JERR_NO_BACKING_STORE: /* max_memory_to_use does not suffice, and there is no temporary file */
  case JERR_OUT_OF_MEMORY:
  case JERR_WIDTH_OVERFLOW:
    return TURBO_TOO_LARGE;
  case JERR_BAD_ALIGN_TYPE:
  case JERR_BAD_ALLOC_CHUNK:
  case JERR_BAD_BUFFER_MODE:
  case JERR_BAD_POOL_ID:
  case JERR_BAD_STATE:
  case JERR_BAD_VIRTUAL_ACCESS:
  case JERR_BUFFER_SIZE:
  case JERR_CANT_SUSPEND:
  case JERR_TOO_LITTLE_DATA:
  case JERR_VIRTUAL_BUG:
    return TURBO_INTERNAL;
  case JERR_EMPTY_IMAGE: {
    /* A height of nothing is stated behind the first scan instead (DNL), which is JPEG, but no decoder of note does it. */
    j_decompress_ptr d = (j_decompress_ptr)jpeg;
    if (jpeg->is_decompressor && d->image_height == 0 && d->image_width != 0) return TURBO_UNSUPPORTED;
    return TURBO_DAMAGED;
  }
  default:
    return TURBO_DAMAGED;
  }
}

/* harmless: warnings that real cameras and encoders provoke with pictures that are whole. */
static int harmless(j_common_ptr jpeg) {
  const turbo_errors *e = (const turbo_errors *)jpeg->err;
  switch (jpeg->err->msg_code) {
  case JWRN_EXTRANEOUS_DATA: {
    /* Stray bytes in the header, and padding before the end, are common. Between restart markers or scans they can be what
     * is left of data that was decoded wrongly: on_message notes them. */
    const int end = 0xD9;
    return (jpeg->err->msg_parm.i[1] == end && !e->inner_scan) || ((j_decompress_ptr)jpeg)->input_scan_number == 0;
  }
  case JWRN_BOGUS_PROGRESSION: return e->progression_checked;
  case JWRN_ADOBE_XFORM:    /* an unknown transform is taken for the usual one */
  case JWRN_JFIF_MAJOR:     /* nothing that concerns the pixels depends on the version */
  case JWRN_NOT_SEQUENTIAL: /* parameters that a sequential scan does not use */
    return 1;
  }
  return 0;
}

static void describe(j_common_ptr jpeg, turbo_failure *f, int kind) {
  char text[JMSG_LENGTH_MAX];
  (*jpeg->err->format_message)(jpeg, text);
  f->kind = kind;
  snprintf(f->text, sizeof f->text, "%s", text);
}

static void on_error(j_common_ptr jpeg) {
  turbo_errors *e = (turbo_errors *)jpeg->err;
  describe(jpeg, &e->failure, kind_of(jpeg));
  longjmp(e->jump, 1);
}

/* row_reached: how many rows of the picture are decoded, -1 where its rows come several times, in scans of their own. */
static int row_reached(j_common_ptr jpeg) {
  const j_decompress_ptr d = (j_decompress_ptr)jpeg;
  if (!jpeg->is_decompressor || d->input_scan_number > 1 || d->progressive_mode || d->comps_in_scan != d->num_components) return -1;
  const unsigned row = d->input_iMCU_row * d->max_v_samp_factor * DCTSIZE;
  return row < d->image_height ? (int)row : (int)d->image_height;
}

static void on_message(j_common_ptr jpeg, int level) {
  turbo_errors *e = (turbo_errors *)jpeg->err;
  if (level >= 0 || harmless(jpeg)) return; /* a trace, or nothing to worry about */
  if (jpeg->err->msg_code == JWRN_EXTRANEOUS_DATA) {
    if (e->strays.kind != 0) return;
    describe(jpeg, &e->strays, TURBO_DAMAGED);
    e->strays_row = row_reached(jpeg);
    return;
  }
  if (!e->salvage) {
    describe(jpeg, &e->failure, TURBO_DAMAGED);
    longjmp(e->jump, 1);
  }
  if (e->damage.kind != 0) return;
  describe(jpeg, &e->damage, TURBO_DAMAGED);
  e->damage_row = row_reached(jpeg);
}

static void on_output(j_common_ptr jpeg) { (void)jpeg; /* nothing is ever printed */ }

struct jpeg_error_mgr *turbo_errors_init(turbo_errors *e) {
  jpeg_std_error(&e->pub);
  e->pub.error_exit = on_error;
  e->pub.emit_message = on_message;
  e->pub.output_message = on_output;
  return &e->pub;
}

void turbo_errors_reset(turbo_errors *e, int salvage) {
  e->salvage = salvage;
  e->inner_scan = e->progression_checked = 0;
  e->failure.kind = e->damage.kind = e->strays.kind = 0;
  e->damage_row = e->strays_row = -1;
  e->failure.text[0] = e->damage.text[0] = e->strays.text[0] = '\0';
}

int turbo_errors_fail(turbo_errors *e, int kind, const char *text) {
  e->failure.kind = kind;
  snprintf(e->failure.text, sizeof e->failure.text, "%s", text);
  return -1;
}

int turbo_errors_damage(turbo_errors *e, const char *text) {
  if (!e->salvage) return turbo_errors_fail(e, TURBO_DAMAGED, text);
  if (e->damage.kind == 0) {
    e->damage.kind = TURBO_DAMAGED;
    snprintf(e->damage.text, sizeof e->damage.text, "%s", text);
  }
  return 0;
}
