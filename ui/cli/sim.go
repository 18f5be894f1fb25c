package cli

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim"
)

// endpoint is what the command sim was asked for.
type endpoint struct {
	listen    string
	seed      uint64
	instances uint32
	regions   int
	latency   time.Duration
	speed     float64
	now       string
	scenario  *choice
}

func (a *app) simCommand() *cobra.Command {
	f := &endpoint{}
	c := &cobra.Command{
		Use:     "sim",
		Short:   a.p.S("Serve a simulated ECS endpoint until told to stop"),
		Args:    a.noArgs,
		Example: "  ecsdeck sim --listen 127.0.0.1:8030 > sim.env &\n  . ./sim.env; ecsdeck",
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := f.config(a)
			if err != nil {
				return err
			}
			return a.serve(c.Context(), f.listen, ecssim.New(config))
		},
	}
	fs := c.Flags()
	fs.StringVar(&f.listen, "listen", "127.0.0.1:0", a.p.S("`HOST:PORT` to listen on; port 0 takes any"))
	a.simFlags(fs, &f.seed, &f.instances, &f.speed)
	fs.IntVar(&f.regions, "regions", ecssim.DefaultRegions, a.p.S("`NUMBER` of regions, the largest first"))
	fs.DurationVar(&f.latency, "latency", 0, a.p.S("`TIME` added to every answer, such as 50ms"))
	fs.StringVar(&f.now, "now", "", a.p.S("`TIME` the simulated clock starts at, as 2026-01-02T15:04:05Z (default: now)"))
	f.scenario = a.scenarioFlag(c)
	return c
}

// config checks the flags.
func (f *endpoint) config(a *app) (ecssim.Config, error) {
	c := simConfig(f.seed, f.instances, f.speed)
	c.Regions, c.Latency, c.Scenario = f.regions, f.latency, f.scenario.value
	if err := a.checkSim(f.instances, f.speed); err != nil {
		return c, err
	}
	switch most := len(catalog.Regions()); {
	case f.regions < 1 || f.regions > most:
		return c, usage(a.p.S("--regions cannot be %d; accepted: 1 to %d", f.regions, most))
	case f.latency < 0:
		return c, usage(a.p.S("--latency cannot be %s; accepted: 0 and more", f.latency.String()))
	}
	if f.now != "" {
		var err error
		if c.Now, err = time.Parse(time.RFC3339, f.now); err != nil {
			return c, usage(a.p.S("--now cannot be %q; accepted: a time as 2026-01-02T15:04:05Z", f.now))
		}
	}
	if _, _, err := net.SplitHostPort(f.listen); err != nil {
		return c, usage(a.p.S("--listen cannot be %q; accepted: HOST:PORT, such as 127.0.0.1:8030", f.listen))
	}
	return c, nil
}

// serve prints how to reach the cloud and serves it until ctx ends.
func (a *app) serve(ctx context.Context, addr string, cloud *ecssim.Cloud) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return failed(a.p.S("cannot listen on %s: %s", addr, cause(err)))
	}
	server := newServer(cloud)
	server.ErrorLog = log.New(a.Err, "ecsdeck sim: ", 0)

	host, open := reachable(listener.Addr())
	if open {
		fmt.Fprintln(a.Err, a.p.S("warning: everyone who reaches %s can use the simulated cloud; its keys are no secret", listener.Addr().String()))
	}
	operator, reader := cloud.Keys()
	fmt.Fprintf(a.Out, `export ECSDECK_ENDPOINT=http://%s
export ALIBABA_CLOUD_ACCESS_KEY_ID=%s
export ALIBABA_CLOUD_ACCESS_KEY_SECRET=%s
export ECSDECK_SIM_READONLY_KEY_ID=%s ECSDECK_SIM_READONLY_KEY_SECRET=%s
`, host, operator.ID, operator.Secret, reader.ID, reader.Secret)
	fmt.Fprintln(a.Err, a.p.S("serving a simulated cloud on %s; ctrl-c ends it", host))

	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return failed(a.p.S("the simulated cloud stopped: %s", err.Error()))
	case <-ctx.Done():
	}
	// Calls in flight get a moment; a --latency longer than that is cut off.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		server.Close()
	}
	return nil
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

// cause is what the system said, without the address that was said already.
func cause(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	return err.Error()
}
