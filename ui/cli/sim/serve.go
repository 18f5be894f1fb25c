package sim

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/world"
	"ecsdeck/ui/cli/shell"
)

// idleFor is how long a connection may be kept without a call, twice as long as Go's
// clients keep one: who uses a connection again must not find it just closed.
const idleFor = 3 * time.Minute

// serve prints how to reach the cloud and serves it until ctx ends.
func (f *server) serve(ctx context.Context, config ecssim.Config) error {
	id, err := f.identity()
	if err != nil {
		return err
	}
	var state *stateFile
	if f.state != "" {
		if state, err = openState(f.App, f.state); err != nil {
			return err
		}
		defer state.close()
		// A terminal that closes may say so twice, and a second ctrl-c is soon
		// pressed: what is being saved is saved first. Nobody reads this, to the
		// end of the process.
		signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.listen)
	if err != nil {
		return f.cannotListen(f.listen, err)
	}
	defer listener.Close()

	// Who reads the log may go away, and the cloud goes on.
	signal.Ignore(syscall.SIGPIPE)
	lines := newCallLog(f.Err, f.P)
	defer lines.close()
	if !f.quiet {
		config.Log = lines.call
	}
	cloud, err := f.simulate(config, state, lines)
	if err != nil {
		return err
	}
	server := shell.NewServer(cloud)
	server.IdleTimeout = idleFor
	server.ErrorLog = log.New(lines, "ecsdeck sim: ", 0)
	server.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){} // as the real endpoint: HTTP/1.1

	host, open := reachable(listener.Addr())
	if open {
		lines.say(f.P.S("warning: everyone who reaches {address} can use the simulated cloud; its keys are no secret", listener.Addr().String()))
	}
	if id.not != "" {
		lines.say(f.P.S("warning: the certificate {cert} is not for {host}; clients must reach this machine by a name or address it is for", f.cert, id.not))
	}
	f.exports(host, cloud, id)
	lines.say(f.P.S("serving a simulated cloud on {host}; ctrl-c ends it", host))

	keeping, stop := context.WithCancel(ctx)
	var kept sync.WaitGroup
	if state != nil {
		kept.Go(func() { state.keep(keeping, lines.say) })
	}
	defer kept.Wait()
	defer stop()

	ended := make(chan error, 1)
	go func() {
		if !f.tls {
			ended <- server.Serve(listener)
			return
		}
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{id.cert}, MinVersion: tls.VersionTLS12}
		ended <- server.ServeTLS(listener, "", "")
	}()
	var broken error
	select {
	case err := <-ended:
		broken = shell.Failed(f.P.S("the simulated cloud stopped: {error}", err))
	case <-ctx.Done():
	}
	// Calls in flight get a moment; a --latency longer than that is cut off.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		server.Close()
	}
	if state != nil {
		stop()
		kept.Wait()
		if err := state.save(); err != nil {
			return shell.Failed(f.P.S("{problem}; what came after {time} is lost", err, state.at.UTC().Format(time.RFC3339)))
		}
		lines.say(f.P.S("saved the simulated cloud in {path}", state.path))
	}
	return broken
}

// simulate makes the cloud, or takes it up where its state was left.
func (f *server) simulate(config ecssim.Config, state *stateFile, lines *callLog) (*ecssim.Cloud, error) {
	if state == nil {
		return f.build(config, lines)
	}
	config.OnSave = state.save
	cloud, err := state.load(f, config)
	loaded := cloud != nil
	if loaded && config.Limits != nil {
		cloud.SetLimits(config.Limits)
		cloud.SetLimitHeader(config.LimitHeader)
	}
	if !loaded && err == nil {
		cloud, err = f.build(config, lines)
	}
	if err != nil {
		return nil, err
	}
	if err := state.begin(cloud, loaded); err != nil {
		return nil, shell.Failed(err.Error())
	}
	if loaded {
		lines.say(f.P.S("going on with the simulated cloud in {path}, where it is {now}", state.path, cloud.Now().Format(time.RFC3339)))
	} else {
		lines.say(f.P.S("keeping the simulated cloud in {path}", state.path))
	}
	return cloud, nil
}

// build makes a new cloud.
func (f *server) build(config ecssim.Config, lines *callLog) (*ecssim.Cloud, error) {
	if f.fleet == nil {
		return ecssim.New(config), nil
	}
	cloud, err := ecssim.NewFrom(config, f.fleet)
	if e, ok := errors.AsType[*world.MachineError](err); ok {
		return nil, (&fleetReader{a: f.App, path: f.fleetFile}).wrong(e)
	}
	if err != nil {
		return nil, shell.Failed(f.P.E(err))
	}
	now := cloud.Now()
	if n := past(f.fleet, now); n > 0 {
		lines.say(f.P.N("{count} instance of the fleet has ended by {now}; an earlier --now lets it live", "{count} instances of the fleet have ended by {now}; an earlier --now lets them live",
			n, now.Format(time.RFC3339)))
	}
	return cloud, nil
}

// exports prints what a shell needs to reach the cloud.
func (f *server) exports(host string, cloud *ecssim.Cloud, id *identity) {
	scheme := "http"
	if f.tls {
		scheme = "https"
	}
	operator, reader := cloud.Keys()
	fmt.Fprintf(f.Out, `export ECSDECK_ENDPOINT=%s://%s
export ALIBABA_CLOUD_ACCESS_KEY_ID=%s
export ALIBABA_CLOUD_ACCESS_KEY_SECRET=%s
export ECSDECK_SIM_READONLY_KEY_ID=%s ECSDECK_SIM_READONLY_KEY_SECRET=%s
`, scheme, host, operator.ID, operator.Secret, reader.ID, reader.Secret)
	if id.file != "" {
		file := id.file
		if abs, err := filepath.Abs(file); err == nil {
			file = abs
		}
		file = shellWord(file)
		fmt.Fprintf(f.Out, "export SSL_CERT_FILE=%s NODE_EXTRA_CA_CERTS=%s\n", file, file)
	}
}

// cannotListen says what to do about an address that can't be had.
func (f *server) cannotListen(addr string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return shell.Failed(f.P.S("cannot listen on {address}: something else listens there; --listen takes another port, or port 0 for any that is free", addr))
	}
	return shell.Failed(f.P.S("cannot listen on {address}: {reason}", addr, shell.SystemCause(err)))
}

// reachable is an address as a client on this machine writes it, and whether
// other machines may reach it too.
func reachable(addr net.Addr) (hostPort string, open bool) {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || tcp.IP.IsLoopback() {
		return addr.String(), false
	}
	if tcp.IP.IsUnspecified() {
		return (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: tcp.Port}).String(), true
	}
	return addr.String(), true
}

// shellWord is a word as a shell reads it back.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

var plainWord = regexp.MustCompile(`^[a-zA-Z0-9/._:@%,=+-]+$`)
