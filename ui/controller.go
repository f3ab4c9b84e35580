package ui

import (
	"context"
	"slices"
	"sync"
	"time"

	"sizemill/batch"
	"sizemill/settings"
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

// controller decides what the window does. Its exported-looking verbs (open, edit, start, …) may be called from any
// goroutine and return at once; everything else happens on the goroutine of run, which owns the fields.
type controller struct {
	deps    controllerDeps
	hooks   hooks
	list    *model
	mail    chan command
	painted chan struct{} // receives a value when a paint has reached the screen
	done    chan struct{} // closed when run has ended
	tasks   sync.WaitGroup
	saves   chan edits

	view     view
	lasting  notice // stands until it is dismissed, behind whatever else there is to say
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

// hooks is what the controller asks of the window. They are called on the controller's goroutine and must not block.
type hooks struct {
	paint     func(view)
	titles    map[chooserTitle]string
	askFolder func(answer func(path string)) // with the toolkit's own dialog
	askFile   func(answer func(path string))
}

// newController makes a controller, which works while run does. connect has to be called before.
func newController(deps controllerDeps) *controller {
	c := &controller{
		deps:     deps,
		list:     newModel(),
		mail:     make(chan command, mailSize),
		painted:  make(chan struct{}, 1),
		done:     make(chan struct{}),
		saves:    make(chan edits, 1),
		settings: deps.Settings,
		broken:   make(map[string]error),
	}
	c.view.form = newForm(deps.Settings.Resize)
	c.view.options, c.view.problems = c.view.form.options(deps.Settings.Resize)
	c.settings.Resize = c.view.options // as the form takes it, which is no change by the user
	if deps.SettingsErr != nil {
		c.lasting = notice{kind: noticeSettings, err: deps.SettingsErr}
		c.clearNotice()
	}
	return c
}

// connect sets the window that the controller asks and paints.
func (c *controller) connect(h hooks) { c.hooks = h }

// do hands a command to the controller. After run has ended it does nothing.
func (c *controller) do(cmd command) {
	select {
	case c.mail <- cmd:
	case <-c.done:
	}
}

// run works until ctx ends, then cancels and waits for everything it has started and saves what is unsaved. Its error is that
// of the last settings, which could not be saved.
func (c *controller) run(ctx context.Context) (unsaved error) {
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
		case <-c.list.changed:
			c.view.rowsVersion++
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
func (c *controller) drain(ctx context.Context) {
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

// schedulePaint sees to it that changes reach the screen at the next tick. While pictures are in work the clock itself
// is a change; otherwise nothing ticks.
func (c *controller) schedulePaint() {
	live := c.view.phase == phaseRunning
	if c.waiting || c.inFlight || !c.dirty && !live {
		return
	}
	c.waiting = true
	c.paintTimer.Reset(paintInterval - time.Since(c.lastPaint)) // at once after a pause
}

func (c *controller) paintNow() {
	if c.inFlight {
		return // the UI goroutine is behind: it gets the newest state when it is ready for it
	}
	c.dirty, c.inFlight, c.lastPaint = false, true, time.Now()
	c.list.snapshot(&c.view, time.Now())
	c.hooks.paint(c.view)
}

// screenPainted tells that the last paint is on the screen.
func (c *controller) screenPainted() {
	select {
	case c.painted <- struct{}{}:
	default:
	}
}

// task runs f on a goroutine that run waits for; what f returns is carried out on the controller's goroutine.
func (c *controller) task(ctx context.Context, f func(ctx context.Context) command) {
	c.tasks.Go(func() {
		if then := f(ctx); then != nil {
			c.do(then)
		}
	})
}

// edit takes the form as it stands now. Where the results go is not its business: see chooseOut.
func (c *controller) edit(f form) {
	c.do(func(ctx context.Context) {
		f.Out = c.view.form.Out
		if f == c.view.form {
			return
		}
		c.setForm(ctx, f)
	})
}

// setOut sends the results to a folder; empty is beside the input.
func (c *controller) setOut(path string) {
	c.do(func(ctx context.Context) {
		f := c.view.form
		f.Out = path
		c.setForm(ctx, f)
	})
}

func (c *controller) setForm(ctx context.Context, f form) {
	if c.view.phase == phaseRunning {
		return
	}
	c.view.form = f
	options, problems := f.options(c.view.options)
	c.view.problems = problems
	c.startAsked = false
	c.stopPlan()
	if c.view.phase == phaseDone {
		c.view.phase = phaseReady
	}
	if len(problems) > 0 {
		c.view.planning = false
		return
	}
	c.withdraw(noticeWatchRecipe)
	c.view.options = options
	c.view.planning = c.sources != nil
	c.planTimer.Reset(planDelay)
}

// stopPlan forgets a plan that is waited for.
func (c *controller) stopPlan() {
	c.planTimer.Stop()
	if c.cancelPlan != nil {
		c.cancelPlan()
		c.cancelPlan = nil
	}
	c.planJob++
}

// buildPlan computes the plan of the current options, cancelling an earlier attempt.
func (c *controller) buildPlan(ctx context.Context) {
	c.stopPlan()
	if c.sources == nil || len(c.view.problems) > 0 || c.view.phase != phaseReady {
		return
	}
	c.view.planning = true
	job, src, opts := c.planJob, c.sources, c.view.options
	ctx, c.cancelPlan = context.WithCancel(ctx)
	c.task(ctx, func(ctx context.Context) command {
		plan, err := c.deps.Engine.Build(ctx, src, opts)
		return func(ctx context.Context) { c.planBuilt(ctx, job, plan, err) }
	})
}

func (c *controller) planBuilt(ctx context.Context, job int, plan *batch.Plan, err error) {
	if job != c.planJob {
		return
	}
	c.stopPlan()
	c.view.planning, c.view.planErr = false, err
	if err != nil {
		plan = nil
	}
	c.showPlan(plan)
	if c.startAsked {
		c.startAsked = false
		c.begin(ctx)
	}
}

func (c *controller) showPlan(plan *batch.Plan) {
	c.list.setPlan(plan)
	c.view.counts, c.view.outputs, c.view.others = batch.Counts{}, nil, nil
	c.view.progress = batch.Progress{}
	c.view.earlier, c.view.summary, c.view.runErr, c.view.remaining = batch.Summary{}, batch.Summary{}, nil, 0
	c.view.planVersion++
}

// showPart shows the part of a list that a run has left, to go on with it.
func (c *controller) showPart(plan *batch.Plan) {
	earlier := c.view.total()
	c.showPlan(plan)
	c.view.earlier = earlier
}

// clear takes the window back to its beginning.
func (c *controller) clear() {
	c.do(func(context.Context) {
		if c.view.phase == phaseRunning {
			return
		}
		c.stopJob()
		c.stopPlan()
		c.job++
		c.sources, c.view.inputs, c.view.planning, c.view.planErr = nil, nil, false, nil
		c.view.phase = phaseEmpty
		c.showPlan(nil)
	})
}

// showFailures filters the list to the pictures that failed.
func (c *controller) showFailures(only bool) {
	c.do(func(context.Context) {
		c.list.showFailures(only, c.view.phase == phaseDone)
		c.view.planVersion++
	})
}

// openResult shows the folder of the results in the file manager.
func (c *controller) openResult() {
	c.do(func(ctx context.Context) {
		outputs := slices.Concat(c.view.total().Outputs, c.view.outputs)
		if len(outputs) == 0 {
			return
		}
		c.task(ctx, func(context.Context) command {
			if err := c.deps.OpenPath(outputs[0]); err != nil {
				return c.tell(notice{kind: noticeOpen, path: outputs[0], err: err})
			}
			return nil
		})
	})
}
