package control

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sizemill/batch"
	"sizemill/settings"
	"sizemill/ui/form"
	"sizemill/ui/model"
)

const (
	// Fifteen paints per second look live and leave nine tenths of the UI goroutine to the user.
	paintRate     = 15
	paintInterval = time.Second / paintRate

	// After a pause of this length in typing, the number counts as complete.
	planDelay = 150 * time.Millisecond

	// The controller never blocks on anything slow, so a burst of this many commands is enough.
	mailSize = 256
)

// command runs on the controller's goroutine.
type command func(ctx context.Context)

// Controller decides what the window does. Its exported methods may be called from any goroutine
// and return at once, except Run; everything else happens on the goroutine of Run, which owns the
// fields.
type Controller struct {
	List *model.List // the pictures; safe for use by any goroutine

	deps    Deps
	hooks   Hooks
	mail    chan command
	painted chan struct{} // receives a value when a paint is on the screen
	done    chan struct{} // closed when Run has ended
	tasks   sync.WaitGroup
	saves   chan edits

	view     model.View
	lasting  []model.Notice // of which one is shown if there is no other notice; see announce
	sources  *batch.Sources
	settings settings.Settings // this window's copy
	unsaved  edits
	broken   map[string]error // why remembered folders could not be watched, by path

	again       bool  // the plan makes results again that exist already
	interrupted int64 // the batch that view.Resumed is about
	undoing     atomic.Pointer[model.Undoing]

	cancel     context.CancelFunc // of the running scan or batch
	cancelPlan context.CancelFunc
	job        int  // numbers scans and batches, so that a late answer is recognized
	planJob    int  // likewise for plans
	startAsked bool // start as soon as the plan is ready

	planTimer  *time.Timer
	paintTimer *time.Timer
	dirty      bool
	lastPaint  time.Time
	waiting    bool // the paint timer is running
	inFlight   bool // a paint was sent and is not on the screen yet
}

// Hooks is what the controller asks of the window. The functions are called on the controller's
// goroutine and must not block.
type Hooks struct {
	Paint     func(model.View)
	Titles    map[Purpose]string             // of the dialogs that ask for files and folders
	AskFolder func(answer func(path string)) // shows the toolkit's own dialog
	AskFile   func(answer func(path string))
	// AskRestore asks whether originals are restored in place of results, and calls yes if they are.
	AskRestore func(yes func())
}

// New makes a controller. Call Connect before Run.
func New(deps Deps) *Controller {
	c := &Controller{
		deps:     deps,
		List:     model.NewList(),
		mail:     make(chan command, mailSize),
		painted:  make(chan struct{}, 1),
		done:     make(chan struct{}),
		saves:    make(chan edits, 1),
		settings: deps.Settings,
		broken:   make(map[string]error),
	}
	c.view.Form = form.New(deps.Settings.Resize)
	c.view.Options, c.view.Problems = c.view.Form.Options(deps.Settings.Resize)
	c.settings.Resize = c.view.Options // rounded by the form; not a change by the user
	if deps.SettingsErr != nil {
		c.announce(model.Notice{Kind: model.NoticeSettings, Err: deps.SettingsErr})
	}
	if c.view.NoHistory = deps.Past == nil; deps.PastErr != nil {
		c.announce(model.Notice{Kind: model.NoticeHistory, Err: deps.PastErr})
	}
	return c
}

// Connect sets the window that the controller works for.
func (c *Controller) Connect(h Hooks) { c.hooks = h }

// do sends a command to the controller. After Run has ended it does nothing.
func (c *Controller) do(cmd command) {
	select {
	case c.mail <- cmd:
	case <-c.done:
	}
}

// Run works until ctx ends. Then it cancels everything that it has started, waits for it, and saves
// what is unsaved. It returns an error if the last settings could not be saved.
func (c *Controller) Run(ctx context.Context) (unsaved error) {
	c.planTimer, c.paintTimer = stoppedTimer(), stoppedTimer()
	var saver sync.WaitGroup
	saver.Go(func() { unsaved = c.saveLoop() })
	defer saver.Wait()
	defer close(c.saves)
	defer c.tasks.Wait()
	defer close(c.done)

	c.watchRemembered(ctx)
	c.findInterrupted(ctx)
	c.dirty = true
	for {
		c.schedulePaint()
		select {
		case <-ctx.Done():
			c.drain(ctx)
			return nil // the saver sets unsaved
		case cmd := <-c.mail:
			cmd(ctx)
			c.dirty = true
		case <-c.List.Changed:
			c.view.RowsVersion++
			c.dirty = true
		case <-c.deps.WatchChanged:
			c.refreshWatch(ctx)
			c.dirty = true
		case err := <-c.deps.PastFailed:
			c.announce(model.Notice{Kind: model.NoticeHistory, Err: err})
			c.dirty = true
		case <-c.planTimer.C:
			c.save()
			c.buildPlan(ctx)
			c.dirty = true
		case <-c.painted:
			c.inFlight = false
		case <-c.paintTimer.C:
			c.waiting = false
			c.paintNow()
		}
	}
}

// drain carries out what was asked before the end, such as remembering the window's size, and saves
// it.
func (c *Controller) drain(ctx context.Context) {
	for {
		select {
		case cmd := <-c.mail:
			cmd(ctx)
		default:
			c.save()
			return
		}
	}
}

func stoppedTimer() *time.Timer {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

// task runs f on a goroutine that Run waits for. The command that f returns, if any, runs on the
// controller's goroutine.
func (c *Controller) task(ctx context.Context, f func(ctx context.Context) command) {
	c.tasks.Go(func() {
		if then := f(ctx); then != nil {
			c.do(then)
		}
	})
}

// Clear empties the list.
func (c *Controller) Clear() {
	c.do(func(context.Context) {
		if c.view.Phase == model.PhaseRunning {
			return
		}
		c.stopJob()
		c.stopPlan()
		c.job++
		c.sources, c.view.Inputs, c.view.Planning, c.view.PlanErr = nil, nil, false, nil
		c.view.Phase = model.PhaseEmpty
		c.newList()
	})
}

// ShowFailures limits the list to the pictures that failed, or shows all again.
func (c *Controller) ShowFailures(only bool) {
	c.do(func(context.Context) {
		c.List.ShowFailures(only, c.view.Phase == model.PhaseDone)
		c.view.PlanVersion++
	})
}

// OpenResult opens the folder of the results in the file manager.
func (c *Controller) OpenResult() {
	c.do(func(ctx context.Context) {
		outputs := slices.Concat(c.view.Total().Outputs, c.view.Outputs)
		if len(outputs) == 0 {
			return
		}
		c.task(ctx, func(context.Context) command {
			if err := c.deps.OpenPath(outputs[0]); err != nil {
				return c.tell(model.Notice{Kind: model.NoticeOpen, Path: outputs[0], Err: err})
			}
			return nil
		})
	})
}
