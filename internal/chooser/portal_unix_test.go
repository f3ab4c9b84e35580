//go:build !windows && !darwin

package chooser

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"go.uber.org/goleak"
)

// portal is a stand-in for xdg-desktop-portal on a bus of its own.
type portal struct {
	conn    *dbus.Conn
	code    uint32
	uris    []string
	silent  bool // answers nothing, as an open dialog
	asked   chan map[string]dbus.Variant
	closing chan dbus.ObjectPath
}

// OpenFile is the portal's method.
func (p *portal) OpenFile(sender dbus.Sender, _, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	options["title"] = dbus.MakeVariant(title)
	name := strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_")
	handle := portalPath + dbus.ObjectPath("/request/"+name+"/"+options["handle_token"].Value().(string))
	if err := p.conn.Export(openRequest{p, handle}, handle, requestType); err != nil {
		return "", dbus.MakeFailedError(err)
	}
	p.asked <- options
	if !p.silent {
		// Before the call has returned: that happens, and must not be missed.
		results := map[string]dbus.Variant{"uris": dbus.MakeVariant(p.uris)}
		if err := p.conn.Emit(handle, responseSent, p.code, results); err != nil {
			return "", dbus.MakeFailedError(err)
		}
	}
	return handle, nil
}

type openRequest struct {
	p      *portal
	handle dbus.ObjectPath
}

// Close is the request's method.
func (r openRequest) Close() *dbus.Error {
	r.p.closing <- r.handle
	return nil
}

// startBus runs a bus for the test and points the session's address at it.
func startBus(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	config := filepath.Join(t.TempDir(), "bus.conf")
	text := `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
}

// startPortal puts the stand-in on the bus.
func startPortal(t *testing.T, p *portal) {
	t.Helper()
	startBus(t)
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p.conn, p.asked, p.closing = conn, make(chan map[string]dbus.Variant, 1), make(chan dbus.ObjectPath, 1)
	if err := conn.Export(p, portalPath, "org.freedesktop.portal.FileChooser"); err != nil {
		t.Fatal(err)
	}
	if reply, err := conn.RequestName(portalName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("request name: %v, %v", reply, err)
	}
}

func TestPortal(t *testing.T) {
	tests := []struct {
		name   string
		folder bool
		code   uint32
		uris   []string
		want   []string
		fails  bool
	}{
		{"folder", true, 0, []string{"file:///srv/photos"}, []string{"/srv/photos"}, false},
		{"plus and space", true, 0, []string{"file:///srv/a+b%20c"}, []string{"/srv/a+b c"}, false},
		{"percent and umlaut", true, 0, []string{"file:///srv/100%25%20sch%C3%B6n"}, []string{"/srv/100% schön"}, false},
		{"bytes that are no UTF-8", true, 0, []string{"file:///srv/%FF"}, []string{"/srv/\xff"}, false},
		{"several pictures", false, 0, []string{"file:///a.jpg", "file:///b.png"}, []string{"/a.jpg", "/b.png"}, false},
		{"not a file", false, 0, []string{"https://example.org/a.jpg"}, []string{}, false},
		{"cancelled", true, 1, nil, nil, false},
		{"ended otherwise", true, 2, nil, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &portal{code: tt.code, uris: tt.uris}
			startPortal(t, p)
			got, err := askPortal(t.Context(), request{title: "Choose", folder: tt.folder})
			if (err != nil) != tt.fails {
				t.Fatalf("error %v", err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			asked := <-p.asked
			if asked["title"].Value() != "Choose" || asked["directory"].Value() != tt.folder || asked["multiple"].Value() != !tt.folder {
				t.Errorf("asked for %v", asked)
			}
			if _, filters := asked["filters"]; filters == tt.folder {
				t.Errorf("filters %v with folder %v", filters, tt.folder)
			}
		})
	}
}

func TestPortalEndsWithContext(t *testing.T) {
	p := &portal{silent: true}
	startPortal(t, p)
	known := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-p.asked
		cancel()
	}()
	if _, err := askPortal(ctx, request{folder: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	<-p.closing // the dialog does not stay on the screen
	goleak.VerifyNone(t, known)
}

func TestNoPortal(t *testing.T) {
	startBus(t)
	if _, err := askPortal(t.Context(), request{}); err == nil {
		t.Error("a bus without a portal answered")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
	if _, err := askPortal(t.Context(), request{}); err == nil {
		t.Error("a missing bus answered")
	}
}
