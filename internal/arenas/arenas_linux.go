//go:build cgo && linux

package arenas

/*
#include <malloc.h>
#include <sys/resource.h>

// Before the first thread starts.
__attribute__((constructor)) static void share_arena(void) {
#ifdef M_ARENA_MAX
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) mallopt(M_ARENA_MAX, 1);
#endif
}
*/
import "C"
