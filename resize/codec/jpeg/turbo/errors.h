/* How libjpeg's errors and warnings end up in a turbo_failure. */
#ifndef SIZEMILL_TURBO_ERRORS_H
#define SIZEMILL_TURBO_ERRORS_H

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include "shim.h"

#ifndef LIBJPEG_TURBO_VERSION_NUMBER
#error "this package needs libjpeg-turbo's libjpeg, not another one"
#endif

typedef struct {
  struct jpeg_error_mgr pub; /* first, so that libjpeg's pointer is ours */
  jmp_buf jump;              /* set anew by every function that calls libjpeg */
  int salvage;
  int inner_scan;          /* what libjpeg takes for the end of the picture is that of a scan which others follow */
  int progression_checked; /* the order of the scans is known to be right */
  turbo_failure failure, damage;
  turbo_failure strays; /* the first bytes in the scans that may be data; kind 0 where there are none */
  int strays_row;       /* as damage_row */
  int damage_row; /* of the picture, from where on the first damage is; -1 unknown */
} turbo_errors;

struct jpeg_error_mgr *turbo_errors_init(turbo_errors *e);
void turbo_errors_reset(turbo_errors *e, int salvage);
/* Fails with words of our own; returns -1. */
int turbo_errors_fail(turbo_errors *e, int kind, const char *text);
/* Notes damage that libjpeg does not see: returns -1, or 0 with salvage. */
int turbo_errors_damage(turbo_errors *e, const char *text);

#endif
