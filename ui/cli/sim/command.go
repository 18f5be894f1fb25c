// Package sim is the command that serves a simulated cloud: its log, the file it
// is kept in, fleets that are read, and certificates.
package sim

import (
	"net"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/world"
	"ecsdeck/ui/cli/shell"
)

// server is what the command sim was asked for.
type server struct {
	*shell.App
	*shell.SimFlags
	listen    string
	regions   int
	latency   time.Duration
	limit     string // on calls
	gzip      bool
	now       string
	tls       bool
	cert, key string // files
	quiet     bool
	state     string // file
	fleetFile string
	fleet     []world.Machine // from fleetFile
	given     func(flag string) bool
}

// Command is the command that serves a simulated cloud until it is told to end.
func Command(a *shell.App) *cobra.Command {
	f := &server{App: a}
	c := &cobra.Command{
		Use:   "sim",
		Short: a.P.S("Serve a simulated ECS endpoint until told to stop"),
		Args:  a.NoArgs,
		Long: a.P.S("Serve a simulated ECS endpoint until told to stop.\n\n" +
			"Standard output has what a shell needs to reach it, standard error a line for each call: when (UTC), status (---:\n" +
			"no answer), how long, bytes, action, region, end of the access key, request id and error code.\n\n" +
			"With --state the same command begins a cloud and goes on with it: flags that shape a new one are refused when they\n" +
			"ask for another than the file holds. It is saved at the end and ten seconds after a change, or later when saving takes\n" +
			"long; what came since is lost when the process is killed on the spot. Its clock stands still while it is off.\n\n" +
			"With --fleet there are the instances of a file. What a record does not tell is made up: images, disks, networks\n" +
			"(machines that share a security group share one), and all prices. Types and zones that are not known here are added."),
		Example: "  ecsdeck sim --listen 127.0.0.1:8030 > sim.env 2> sim.log &\n  . ./sim.env; ecsdeck\n" +
			"  ecsdeck ls -o json > fleet.json; ecsdeck sim --fleet fleet.json --state sim.json",
		RunE: func(c *cobra.Command, _ []string) error {
			f.given = c.Flags().Changed
			config, err := f.config()
			if err != nil {
				return err
			}
			if f.given("fleet") {
				if f.fleet, err = readFleet(a, f.fleetFile); err != nil {
					return err
				}
			}
			return f.serve(c.Context(), config)
		},
	}
	f.SimFlags = a.SimFlags(c)
	fs := c.Flags()
	fs.StringVar(&f.listen, "listen", "127.0.0.1:0", a.P.S("`HOST:PORT` to listen on; port 0 takes any"))
	fs.IntVar(&f.regions, "regions", ecssim.DefaultRegions, a.P.S("`NUMBER` of regions, the largest first"))
	fs.DurationVar(&f.latency, "latency", 0, a.P.S("`TIME` added to every answer, such as 50ms"))
	fs.StringVar(&f.limit, "limit", "", a.P.S("`CALLS/SECONDS` of each action in each region, such as 200/60, told in the header X-RateLimit-User-API"))
	fs.BoolVar(&f.gzip, "gzip", true, a.P.S("pack answers by gzip for clients that accept it"))
	fs.StringVar(&f.now, "now", "", a.P.S("`TIME` the simulated clock starts at, as 2026-01-02T15:04:05Z (default: now)"))
	fs.BoolVar(&f.tls, "tls", false, a.P.S("serve HTTPS, with a certificate made for this machine"))
	fs.StringVar(&f.cert, "tls-cert", "", a.P.S("`FILE` of the certificate, PEM; made if neither it nor the key is there"))
	fs.StringVar(&f.key, "tls-key", "", a.P.S("`FILE` of the certificate's key, PEM"))
	fs.StringVar(&f.fleetFile, "fleet", "", a.P.S("`FILE` of instances instead of made up ones, as `ecsdeck ls -o json` prints them; -: standard input"))
	fs.StringVar(&f.state, "state", "", a.P.S("`FILE` the simulated cloud is kept in over restarts; begun if it is not there"))
	fs.BoolVar(&f.quiet, "quiet", false, a.P.S("no line for each call"))
	for flag, ending := range map[string]string{"fleet": "json", "state": "json", "tls-cert": "pem", "tls-key": "pem"} {
		c.MarkFlagFilename(flag, ending)
	}
	return c
}

// config checks the flags.
func (f *server) config() (ecssim.Config, error) {
	c := f.Config()
	c.Regions, c.Latency, c.NoGzip = f.regions, f.latency, !f.gzip
	if err := f.Check(f.App); err != nil {
		return c, err
	}
	switch most := len(catalog.Regions()); {
	case f.regions < 1 || f.regions > most:
		return c, shell.Usage(f.P.S("--regions cannot be {regions}; accepted: 1 to {most}", f.regions, most))
	case f.latency < 0:
		return c, shell.Usage(f.P.S("--latency cannot be {duration}; accepted: 0 and more", f.latency.String()))
	}
	if f.limit != "" {
		var err error
		if c.Limits, err = ecssim.LimitOfAll(f.limit); err != nil {
			return c, shell.Usage(f.P.S("--limit cannot be {limit:q}; accepted: CALLS/SECONDS, such as 200/60", f.limit))
		}
		c.LimitHeader = true
	}
	if f.now != "" {
		var err error
		if c.Now, err = time.Parse(time.RFC3339, f.now); err != nil {
			return c, shell.Usage(f.P.S("--now cannot be {now:q}; accepted: a time as 2026-01-02T15:04:05Z", f.now))
		}
	}
	switch {
	case f.given("fleet") && f.given("instances"):
		return c, shell.Usage(f.P.S("--fleet says which instances there are and cannot be joined with --instances"))
	case f.cert != "" && f.key == "":
		return c, shell.Usage(f.P.S("--{flag} needs --{other}, the other half", "tls-cert", "tls-key"))
	case f.key != "" && f.cert == "":
		return c, shell.Usage(f.P.S("--{flag} needs --{other}, the other half", "tls-key", "tls-cert"))
	}
	f.tls = f.tls || f.cert != ""
	if _, _, err := net.SplitHostPort(f.listen); err != nil {
		return c, shell.Usage(f.P.S("--listen cannot be {listen:q}; accepted: HOST:PORT, such as 127.0.0.1:8030", f.listen))
	}
	return c, nil
}
