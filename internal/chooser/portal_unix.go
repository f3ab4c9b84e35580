//go:build !windows && !darwin

package chooser

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// This file talks to the portal directly: github.com/rymdport/portal cannot be cancelled, and takes
// "a+b" for "a b" because it unescapes file URIs as form data.
const (
	portalName    = "org.freedesktop.portal.Desktop"
	portalPath    = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	openFile      = "org.freedesktop.portal.FileChooser.OpenFile"
	requestType   = "org.freedesktop.portal.Request"
	responseSent  = requestType + ".Response"
	closeRequest  = requestType + ".Close"
	answerMissing = 5 * time.Second // a portal that has not opened its dialog by then never will
)

// The portal's answers.
const (
	answerChosen = iota
	answerCancelled
)

// filter is the portal's (sa(us)): a name and its rules.
type filter struct {
	Name  string
	Rules []rule
}

type rule struct {
	Kind    uint32 // 1: a MIME type
	Pattern string
}

// askPortal asks with the dialog of the user's desktop. Its error is that there is none, or that
// ctx has ended.
func askPortal(ctx context.Context, r request) ([]string, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, fmt.Errorf("connect to the session bus: %w", err)
	}
	defer func() { _ = conn.Close() }() // the answer has arrived, or never will
	if err := conn.Auth(nil); err != nil {
		return nil, fmt.Errorf("connect to the session bus: %w", err)
	}
	if err := conn.Hello(); err != nil {
		return nil, fmt.Errorf("connect to the session bus: %w", err)
	}

	// The answer may arrive before the call returns, so the signal is subscribed first, whatever
	// its path.
	signals := make(chan *dbus.Signal, 8)
	conn.Signal(signals)
	if err := conn.AddMatchSignalContext(ctx,
		dbus.WithMatchInterface(requestType), dbus.WithMatchMember("Response")); err != nil {
		return nil, fmt.Errorf("listen to the portal: %w", err)
	}

	token := "sizemill_" + strings.ToLower(rand.Text())
	options := map[string]dbus.Variant{
		"handle_token": dbus.MakeVariant(token),
		"directory":    dbus.MakeVariant(r.folder),
		"multiple":     dbus.MakeVariant(!r.folder),
		"modal":        dbus.MakeVariant(true),
	}
	if !r.folder {
		pictures := filter{Name: r.title, Rules: []rule{{Kind: 1, Pattern: "image/*"}}}
		options["filters"] = dbus.MakeVariant([]filter{pictures})
	}
	calling, cancel := context.WithTimeout(ctx, answerMissing)
	defer cancel()
	handle := requestPath(conn, token)
	defer func() {
		if ctx.Err() != nil { // the dialog must not outlive its question
			conn.Object(portalName, handle).Go(closeRequest, dbus.FlagNoReplyExpected, nil)
		}
	}()
	portal := conn.Object(portalName, portalPath)
	call := portal.CallWithContext(calling, openFile, 0, "", r.title, options)
	if err := call.Store(&handle); err != nil {
		return nil, fmt.Errorf("ask the portal: %w", err)
	}
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case signal, ok := <-signals:
			if !ok {
				return nil, fmt.Errorf("ask the portal: %w", dbus.ErrClosed)
			}
			if signal.Name == responseSent && signal.Path == handle {
				return readAnswer(signal.Body)
			}
		}
	}
}

// requestPath returns the path of the dialog for this connection and token; old portals return
// another.
func requestPath(conn *dbus.Conn, token string) dbus.ObjectPath {
	sender := strings.ReplaceAll(strings.TrimPrefix(conn.Names()[0], ":"), ".", "_")
	return portalPath + dbus.ObjectPath("/request/"+sender+"/"+token)
}

// readAnswer reads the body of a Response: a code and, among the results, the URIs that were
// chosen.
func readAnswer(body []any) ([]string, error) {
	var code uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &code, &results); err != nil {
		return nil, fmt.Errorf("read the portal's answer: %w", err)
	}
	switch code {
	case answerChosen:
	case answerCancelled:
		return nil, nil
	default:
		return nil, fmt.Errorf("ask the portal: it ended with code %d", code)
	}
	var uris []string
	if v, ok := results["uris"]; ok {
		if err := v.Store(&uris); err != nil {
			return nil, fmt.Errorf("read the portal's answer: %w", err)
		}
	}
	paths := make([]string, 0, len(uris))
	for _, uri := range uris {
		u, err := url.Parse(uri)
		if err != nil {
			return nil, fmt.Errorf("read the portal's answer: %w", err)
		}
		if u.Scheme == "file" {
			paths = append(paths, u.Path)
		}
	}
	return paths, nil
}
