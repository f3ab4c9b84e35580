//go:build cgo && !purego

#include "lockstep.h"

#include <stdlib.h>
#include <string.h>

#include <jerror.h>

static void on_source(j_decompress_ptr j) { (void)j; }

static boolean on_empty(j_decompress_ptr j) {
  static const unsigned char end[] = {0xFF, JPEG_EOI};
  turbo_source *s = (turbo_source *)j->src;
  turbo_bytes piece = {end, sizeof end};
  if (s->next <= s->scan) {
    piece = s->file->scans[s->next].before;
  } else if (s->next == s->scan + 1) {
    piece = s->file->scans[s->scan].scan;
  } else if (s->next > s->scan + 2) {
    WARNMS(j, JWRN_JPEG_EOF);
  }
  s->next++;
  if (piece.size == 0) return on_empty(j);
  s->pub.next_input_byte = piece.data;
  s->pub.bytes_in_buffer = piece.size;
  return TRUE;
}

static void on_skip(j_decompress_ptr j, long n) {
  struct jpeg_source_mgr *s = j->src;
  while (n > (long)s->bytes_in_buffer) {
    n -= (long)s->bytes_in_buffer;
    on_empty(j);
  }
  if (n > 0) {
    s->next_input_byte += n;
    s->bytes_in_buffer -= (size_t)n;
  }
}

static void source_init(turbo_source *s, const turbo_scans *file, int scan) {
  memset(s, 0, sizeof *s);
  s->pub.init_source = on_source;
  s->pub.fill_input_buffer = on_empty;
  s->pub.skip_input_data = on_skip;
  s->pub.resync_to_restart = jpeg_resync_to_restart;
  s->pub.term_source = on_source;
  s->file = file;
  s->scan = scan;
}

jvirt_barray_ptr turbo_lockstep_array(turbo_lockstep *l, int component, JDIMENSION blocks) {
  j_common_ptr first = (j_common_ptr)l->first;
  if (component >= l->first->num_components) ERREXIT(first, JERR_VIRTUAL_BUG);
  turbo_strip *s = &l->strips[component];
  s->count = l->first->comp_info[component].v_samp_factor;
  s->bytes = (size_t)blocks * sizeof(JBLOCK);
  s->rows = (*first->mem->alloc_barray)(first, JPOOL_IMAGE, blocks, (JDIMENSION)s->count);
  return (jvirt_barray_ptr)s;
}

JBLOCKARRAY turbo_lockstep_rows(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION rows) {
  const turbo_strip *s = (const turbo_strip *)array;
  if (rows > (JDIMENSION)s->count) ERREXIT(jpeg, JERR_BAD_VIRTUAL_ACCESS);
  return s->rows;
}

/* on_array gives a follower the first decoder's strips; they are asked for in the components' order. */
static jvirt_barray_ptr on_array(j_common_ptr jpeg, int pool, boolean zero, JDIMENSION blocks, JDIMENSION rows, JDIMENSION most) {
  turbo_follower *f = (turbo_follower *)jpeg;
  (void)pool, (void)zero, (void)blocks, (void)rows, (void)most;
  if (f->arrays >= f->jpeg.num_components) ERREXIT(jpeg, JERR_VIRTUAL_BUG);
  return (jvirt_barray_ptr)&f->owner->strips[f->arrays++];
}

static JBLOCKARRAY on_rows(j_common_ptr jpeg, jvirt_barray_ptr array, JDIMENSION from, JDIMENSION rows, boolean writable) {
  (void)from, (void)writable;
  return turbo_lockstep_rows(jpeg, array, rows);
}

/* refine notes the precision to which a scan brings its coefficients: bits[c][k] of coefficient k of component c are still
 * unknown, or all of them where that is -1. 0 if the scan does not follow from those before. */
static int refine(int bits[TURBO_MAX_COMPONENTS][DCTSIZE2], const struct jpeg_decompress_struct *j) {
  for (int i = 0; i < j->comps_in_scan; i++) {
    int *b = bits[j->cur_comp_info[i]->component_index];
    if (!j->progressive_mode) {
      if (b[0] >= 0) return 0;
      memset(b, 0, DCTSIZE2 * sizeof *b);
      continue;
    }
    if (j->Ss == 0 ? j->Se != 0 : b[0] < 0 || j->Se < j->Ss || j->Se >= DCTSIZE2 || j->comps_in_scan > 1) return 0;
    for (int k = j->Ss; k <= j->Se; k++) {
      if (j->Ah != (b[k] < 0 ? 0 : b[k])) return 0;
      b[k] = j->Al;
    }
  }
  return 1;
}

/* complete says whether nothing is missing that libjpeg would make up for, which takes the coefficients of the rows around:
 * it smoothes what lacks one of these frequencies. */
static int complete(int bits[TURBO_MAX_COMPONENTS][DCTSIZE2], int components) {
  enum { SMOOTHED = 10 };
  for (int i = 0; i < components; i++)
    for (int k = 0; k < SMOOTHED; k++)
      if (bits[i][k] != 0) return 0;
  return 1;
}

/* exact reports whether nothing is missing at all: no further scan can say anything. */
static int exact(int bits[TURBO_MAX_COMPONENTS][DCTSIZE2], int components) {
  for (int i = 0; i < components; i++)
    for (int k = 0; k < DCTSIZE2; k++)
      if (bits[i][k] != 0) return 0;
  return 1;
}

/* follow reads the header of a scan. */
static void follow(turbo_lockstep *l, int scan) {
  turbo_follower *f = &l->followers[l->created++];
  f->owner = l;
  f->jpeg.err = l->first->err;
  jpeg_create_decompress(&f->jpeg);
  source_init(&f->source, &l->file, scan);
  f->jpeg.src = &f->source.pub;
  f->jpeg.mem->request_virt_barray = on_array;
  f->jpeg.mem->access_virt_barray = on_rows;
  jpeg_read_header(&f->jpeg, TRUE);
}

static int cut(turbo_errors *e) { return turbo_errors_fail(e, TURBO_DAMAGED, "premature end of JPEG file"); }

int turbo_lockstep_begin(turbo_lockstep *l, struct jpeg_decompress_struct *first, const unsigned char *data, size_t size, int max_scans) {
  turbo_errors *e = (turbo_errors *)first->err;
  turbo_lockstep_end(l);
  l->first = first;
  if (!jpeg_has_multiple_scans(first)) return 1;
  const int found = turbo_scans_find(&l->file, data, size);
  if (l->file.count > max_scans) return turbo_errors_fail(e, TURBO_TOO_LARGE, "too many scans");
  if (l->file.count < 2) return found == TURBO_SCANS_CUT ? cut(e) : 0;
  l->followers = calloc((size_t)l->file.count - 1, sizeof *l->followers);
  if (!l->followers) return turbo_errors_fail(e, TURBO_TOO_LARGE, "insufficient memory");
  int bits[TURBO_MAX_COMPONENTS][DCTSIZE2];
  memset(bits, -1, sizeof bits);
  int suited = refine(bits, first);
  for (int i = 1; suited && i < l->file.count; i++) {
    if (found != TURBO_SCANS_ALL && exact(bits, first->num_components)) {
      const turbo_bytes *next = &l->file.scans[i].scan;
      const size_t header = (size_t)next->data[2] << 8 | next->data[3];
      suited = !turbo_scans_header(next->data + 2, header); /* a scan too many is damage, which libjpeg finds */
      l->file.count = i;
      break;
    }
    follow(l, i);
    struct jpeg_decompress_struct *j = &l->followers[i - 1].jpeg;
    suited = jpeg_has_multiple_scans(j) && !j->arith_code && refine(bits, j);
  }
  l->endless = found != TURBO_SCANS_ALL;
  if (l->endless && !(suited && exact(bits, first->num_components))) {
    turbo_lockstep_end(l);
    return found == TURBO_SCANS_CUT ? cut(e) : 0;
  }
  if (!suited || !complete(bits, first->num_components)) {
    turbo_lockstep_end(l);
    return 0;
  }
  source_init(&l->source, &l->file, 0);
  const turbo_bytes *scan = &l->file.scans[0].scan;
  l->source.pub.next_input_byte = first->src->next_input_byte; /* behind the scan's header */
  l->source.pub.bytes_in_buffer = (size_t)(scan->data + scan->size - first->src->next_input_byte);
  l->source.next = 2;
  l->whole = first->src;
  first->src = &l->source.pub;
  return 1;
}

void turbo_lockstep_start(turbo_lockstep *l) {
  turbo_errors *e = (turbo_errors *)l->first->err;
  e->progression_checked = 1; /* a follower knows of no scan before its own */
  for (int i = 0; i < l->created; i++) {
    struct jpeg_decompress_struct *j = &l->followers[i].jpeg;
    j->scale_num = j->scale_denom = 1; /* at small scales libjpeg does not even keep what is not needed */
    j->out_color_space = j->jpeg_color_space;
    j->raw_data_out = TRUE;
    j->do_fancy_upsampling = FALSE;
    j->buffered_image = TRUE;
    jpeg_start_decompress(j);
    for (int k = 0; k < j->num_components; k++) /* a component gets its table with its first scan */
      if (!l->first->comp_info[k].quant_table) l->first->comp_info[k].quant_table = j->comp_info[k].quant_table;
  }
  e->progression_checked = 0;
}

void turbo_lockstep_row(turbo_lockstep *l) {
  for (int i = 0; i < l->first->num_components; i++)
    for (int r = 0; r < l->strips[i].count; r++) memset(l->strips[i].rows[r], 0, l->strips[i].bytes);
  jpeg_consume_input(l->first);
  for (int i = 0; i < l->created; i++) jpeg_consume_input(&l->followers[i].jpeg);
}

int turbo_lockstep_finish(turbo_lockstep *l) {
  turbo_errors *e = (turbo_errors *)l->first->err;
  e->inner_scan = l->created > 0;
  int ended = jpeg_consume_input(l->first) == JPEG_REACHED_EOI;
  for (int i = 0; i < l->created; i++) {
    e->inner_scan = i < l->created - 1;
    ended = ended && jpeg_consume_input(&l->followers[i].jpeg) == JPEG_REACHED_EOI;
  }
  e->inner_scan = 0;
  return ended ? 0 : turbo_errors_fail(e, TURBO_INTERNAL, "a scan did not end with its picture");
}

size_t turbo_lockstep_scanned(const turbo_lockstep *l, const unsigned char *data) {
  const turbo_source *s = &l->followers[l->created - 1].source;
  const turbo_bytes *scan = &l->file.scans[s->scan].scan;
  const unsigned char *at = s->pub.next_input_byte;
  if (s->next > s->scan + 2 || at > scan->data + scan->size) at = scan->data + scan->size; /* the end was read */
  return (size_t)(at - data);
}

void turbo_lockstep_end(turbo_lockstep *l) {
  for (int i = 0; i < l->created; i++) jpeg_destroy_decompress(&l->followers[i].jpeg);
  free(l->followers);
  if (l->whole) l->first->src = l->whole;
  l->followers = NULL;
  l->whole = NULL;
  l->created = l->endless = 0;
}
