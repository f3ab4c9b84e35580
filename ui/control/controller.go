package control

import (
	"context"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/settings"
	"sizemill/ui/form"
	"sizemill/ui/model"
)

const (
	// Fifteen paints a second look live and leave nine tenths of the UI goroutine to the user.
	paintRate     = 15
	paintInterval = time.Second / paintRate

	// A pause this long in typing means that the number is complete.
	planDelay = 150 * time.Millisecond

	// Commands wait here while the controller is at another one. It never blocks on anything slow, so a burst fits.
	mailSize = 256
)

// command is one thing for the controller to do, on its own goroutine.
type command func(ctx context.Context)

// Controller decides what the window does. Its exported-looking verbs (open, edit, start, …) may be called from any
// goroutine and return at once; everything else happens on the goroutine of run, which owns the fields.
type Controller struct {
	deps    Deps
	hooks   Hooks
	List    *model.List
	mail    chan command
	painted chan struct{} // receives a value when a paint has reached the screen
	done    chan struct{} // closed when run has ended
	tasks   sync.WaitGroup
	saves   chan edits

	view     model.View
	lasting  model.Notice // stands until it is dismissed, behind whatever else there is to say
	sources  *batch.Sources
	settings settings.Settings // this window's copy
	unsaved  edits
	broken   map[string]error // remembered folders that could not be watched, and why

	cancel     context.CancelFunc // of the running scan or batch
	cancelPlan context.CancelFunc
	job        int // numbers scans, plans and batches, so that a late answer is known as such
	planJob    int
	startAsked bool // start as soon as the plan is there

	planTimer  *time.Timer
	paintTimer *time.Timer
	dirty      bool
	lastPaint  time.Time
	waiting    bool // the paint timer runs
	inFlight   bool // a paint has been sent and is not on the screen yet
}

// Hooks is what the controller asks of the window. They are called on the controller's goroutine and must not block.
type Hooks struct {
	Paint     func(model.View)
	Titles    map[Purpose]string
	AskFolder func(answer func(path string)) // with the toolkit's own dialog
	AskFile   func(answer func(path string))
}

// New makes a controller, which works while run does. connect has to be called before.
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
	c.settings.Resize = c.view.Options // as the form takes it, which is no change by the user
	if deps.SettingsErr != nil {
		c.lasting = model.Notice{Kind: model.NoticeSettings, Err: deps.SettingsErr}
		c.clearNotice()
	}
	return c
}

// Connect sets the window that the controller asks and paints.
func (c *Controller) Connect(h Hooks) { c.hooks = h }

// do hands a command to the controller. After run has ended it does nothing.
func (c *Controller) do(cmd command) {
	select {
	case c.mail <- cmd:
	case <-c.done:
	}
}

// run works until ctx ends, then cancels and waits for everything it has started and saves what is unsaved. Its error is that
// of the last settings, which could not be saved.
func (c *Controller) Run(ctx context.Context) (unsaved error) {
	c.planTimer, c.paintTimer = stoppedTimer(), stoppedTimer()
	var saver sync.WaitGroup
	saver.Go(func() { unsaved = c.saveLoop() })
	defer saver.Wait()
	defer close(c.saves)
	defer c.tasks.Wait()
	defer close(c.done)

	c.watchRemembered(ctx)
	c.dirty = true
	for {
		c.schedulePaint()
		select {
		case <-ctx.Done():
			c.drain(ctx)
			return nil // unless the saver says otherwise
		case cmd := <-c.mail:
			cmd(ctx)
			c.dirty = true
		case <-c.List.Changed:
			c.view.RowsVersion++
			c.dirty = true
		case <-c.deps.WatchChanged:
			c.refreshWatch(ctx)
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

// drain carries out what was asked before the end, such as remembering the window's size, and keeps it.
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

// task runs f on a goroutine that run waits for; what f returns is carried out on the controller's goroutine.
func (c *Controller) task(ctx context.Context, f func(ctx context.Context) command) {
	c.tasks.Go(func() {
		if then := f(ctx); then != nil {
			c.do(then)
		}
	})
}

// Clear takes the window back to its beginning.
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
		c.showPlan(nil)
	})
}

// ShowFailures filters the list to the pictures that failed.
func (c *Controller) ShowFailures(only bool) {
	c.do(func(context.Context) {
		c.List.ShowFailures(only, c.view.Phase == model.PhaseDone)
		c.view.PlanVersion++
	})
}

// OpenResult shows the folder of the results in the file manager.
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
