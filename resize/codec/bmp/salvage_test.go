package bmp_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/fault"
)

// TestSalvageBMP cuts every kind: a BMP begins with its last row, so it is the first ones that are missing.
func TestSalvageBMP(t *testing.T) {
	for _, tt := range bmpCases() {
		t.Run(tt.name, func(t *testing.T) {
			if got, lost, err := codectest.Salvage(tt.b); err != nil || lost != "" {
				t.Fatalf("whole: lost %q, %v", lost, err)
			} else if kept := codectest.CheckSalvaged(t, got, tt.want, tt.alpha); kept < 100 {
				t.Errorf("whole: %d %% are kept", kept)
			}
			start := int(binary.LittleEndian.Uint32(tt.b[10:]))
			for _, percent := range []int{30, 60, 90} { // of the pixels
				cut := tt.b[:start+(len(tt.b)-start)*percent/100]
				if _, err := codectest.Decode(cut); !errors.Is(err, fault.ErrDamaged) {
					t.Fatalf("unasked, %d %%: %v", percent, err)
				}
				got, lost, err := codectest.Salvage(cut)
				if err != nil {
					t.Fatalf("%d %%: %v", percent, err)
				}
				kept := codectest.CheckSalvaged(t, got, tt.want, tt.alpha && !strings.HasSuffix(tt.name, "all zero"))
				if kept < percent-25 || kept == 100 {
					t.Errorf("%d %%: %d %% are kept", percent, kept)
				}
				side := "first"
				if strings.Contains(tt.name, "from top") {
					side = "last"
				}
				missing := 6 - (6*kept+50)/100
				want := fmt.Sprintf("the %s %d of 6 rows are missing", side, missing)
				if missing == 1 {
					want = fmt.Sprintf("the %s of 6 rows is missing", side)
				}
				if lost != want {
					t.Errorf("%d %%: lost %q, want %q", percent, lost, want)
				}
			}
			for _, n := range []int{start - 3, start, start + 1} {
				if _, _, err := codectest.Salvage(tt.b[:n]); !errors.Is(err, fault.ErrDamaged) {
					t.Errorf("%d bytes: %v", n, err)
				}
			}
		})
	}
	b := imgtest.BMP(t, 40, 30)
	if _, lost, err := codectest.Salvage(b[:len(b)-40*3*7]); err != nil || lost != "the first 7 of 30 rows are missing" {
		t.Errorf("lost %q, %v", lost, err)
	}
}
