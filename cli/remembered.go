package cli

import (
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"sync"
	"time"

	"sizemill/hotfolder"
	"sizemill/settings"
)

// followEvery is how often the settings are looked at for changes.
const followEvery = 2 * time.Second

// remembered keeps a service at the watched folders of the settings. The window changes them.
type remembered struct {
	path    string
	store   *settings.Store
	report  *watchReporter
	service *hotfolder.Service
	folders []hotfolder.Folder // as last read
	stamp   os.FileInfo        // of the file as last read; nil if there is none
	running sync.WaitGroup
}

// newRemembered reads the settings. It returns the options of watched folders, too.
func newRemembered(env *Env, report *watchReporter) (*remembered, hotfolder.Options, error) {
	if env.Settings == "" {
		return nil, hotfolder.Options{}, errors.New(
			"--remembered: the folder of the settings is not known; set HOME or XDG_CONFIG_HOME")
	}
	r := &remembered{path: env.Settings, store: settings.NewStore(env.Settings), report: report}
	read, err := r.read()
	if err != nil {
		return nil, hotfolder.Options{}, err
	}
	r.folders = read.Watch
	return r, read.Watching(), nil
}

// read reads the settings, and remembers when the file was changed.
func (r *remembered) read() (settings.Settings, error) {
	r.stamp, _ = os.Stat(r.path) // without a file there are no folders yet
	return r.store.Load()
}

// start adds the folders, and follows changes until ctx ends, unless each is watched once.
func (r *remembered) start(ctx context.Context, service *hotfolder.Service, once bool) {
	r.service = service
	folders := r.folders
	if once { // what arrives in a paused folder waits
		folders = slices.DeleteFunc(slices.Clone(folders), func(f hotfolder.Folder) bool { return f.Paused })
	}
	if len(folders) == 0 {
		r.report.warn("no folder is remembered; add folders in the Watch view of the window")
	}
	for _, f := range folders {
		r.add(f)
	}
	if !once {
		r.running.Go(func() { r.follow(ctx) })
	}
}

// wait returns when nothing is followed any more.
func (r *remembered) wait() {
	if r != nil {
		r.running.Wait()
	}
}

func (r *remembered) add(f hotfolder.Folder) {
	if err := r.service.Add(f); err != nil {
		r.report.followed(f.Path, "", err)
	}
}

// follow carries out what changes in the settings.
func (r *remembered) follow(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if info, err := os.Stat(r.path); err != nil || sameStamp(info, r.stamp) {
			continue
		}
		read, err := r.read()
		if err != nil {
			r.report.warn(err.Error())
			continue
		}
		r.change(read.Watch)
	}
}

// sameStamp reports whether a file was not changed.
func sameStamp(a, b os.FileInfo) bool {
	return b != nil && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// change makes the service watch other folders than before.
func (r *remembered) change(now []hotfolder.Folder) {
	find := func(list []hotfolder.Folder, f hotfolder.Folder) *hotfolder.Folder {
		i := slices.IndexFunc(list, func(g hotfolder.Folder) bool {
			return g.Path == f.Path && reflect.DeepEqual(g.Options, f.Options)
		})
		if i < 0 {
			return nil
		}
		return &list[i]
	}
	for _, f := range r.folders {
		if find(now, f) == nil {
			r.service.Remove(f.Path)
			r.report.followed(f.Path, "removed", nil)
		}
	}
	for _, f := range now {
		switch old := find(r.folders, f); {
		case old == nil:
			r.add(f)
		case old.Paused != f.Paused:
			r.service.SetPaused(f.Path, f.Paused)
		}
	}
	r.folders = now
}
