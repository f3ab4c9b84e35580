package control

import (
	"testing"

	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

func TestNoticeAboutWhatIsOverGoes(t *testing.T) {
	t.Run("a batch that has ended", func(t *testing.T) {
		inRig(t, func(r *rig) { r.engine.OnRun = uitest.TenThenWait }, func(r *rig) {
			r.open("/photos/Holiday")
			r.c.Start()
			r.rest()
			r.open("/photos/More")
			if v := r.phase(model.PhaseRunning); v.Notice.Kind != model.NoticeBusy {
				t.Errorf("notice %+v", v.Notice)
			}
			r.c.Stop()
			r.rest()
			if v := r.phase(model.PhaseDone); v.Notice.Kind != model.NoticeNone {
				t.Errorf("notice %+v after the end", v.Notice)
			}
		})
	})
	t.Run("a recipe that is right again", func(t *testing.T) {
		inRig(t, nil, func(r *rig) {
			r.edit(func(f *form.Values) { f.Width = "nonsense" })
			r.c.AddWatch("/in")
			r.rest()
			if v := r.last(); v.Notice.Kind != model.NoticeWatchRecipe {
				t.Errorf("notice %+v", v.Notice)
			}
			if v := r.edit(func(f *form.Values) { f.Width = "100" }); v.Notice.Kind != model.NoticeNone {
				t.Errorf("notice %+v after the correction", v.Notice)
			}
		})
	})
	t.Run("settings that are saved at last", func(t *testing.T) {
		store := &fullDisk{refusals: 1}
		inRig(t, func(r *rig) { r.deps.Store = store }, func(r *rig) {
			if v := r.edit(func(f *form.Values) { f.Width = "100" }); v.Notice.Kind != model.NoticeSave {
				t.Errorf("notice %+v", v.Notice)
			}
			if v := r.edit(func(f *form.Values) { f.Width = "101" }); v.Notice.Kind != model.NoticeNone {
				t.Errorf("notice %+v after the second try", v.Notice)
			}
		})
	})
}
