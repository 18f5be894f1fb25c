package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	xterm "golang.org/x/term"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ui/cli/shell"
)

// findingRecord is one thing that was looked at by `ecsdeck doctor`.
type findingRecord struct {
	Check  string  `json:"check"`
	State  string  `json:"state"` // "ok", "note" or "bad"
	Detail string  `json:"detail"`
	Millis *int    `json:"milliseconds"` // that the cloud took
	Code   *string `json:"code"`         // of the cloud's refusal
}

// The states of a finding.
const (
	findingOK   = "ok"
	findingNote = "note"
	findingBad  = "bad"
)

// doctor looks at all that stands between a person and the fleet, and changes
// nothing.
type doctor struct {
	*commands
	account *shell.AccountFlags
	where   *shell.RegionFlags
	form    *shell.Choice
	found   []findingRecord
}

func (a *commands) doctorCommand() *cobra.Command {
	d := &doctor{commands: a}
	c := &cobra.Command{
		Use:   "doctor",
		Short: a.P.S("Say who logs in how, what the key may do, and how far away the cloud is"),
		Args:  a.NoArgs,
		Example: "  ecsdeck doctor\n" +
			"  ecsdeck doctor --profile prod --region cn-hangzhou -o json",
	}
	d.account, d.where, d.form = a.AccountFlags(c), a.RegionFlags(c, true), a.OutputFlag(c, shell.Table)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := errors.Join(d.account.Check(a.App, c), d.where.Check(a.App)); err != nil {
			return err
		}
		d.account.ReadOnly = true
		return d.run(c.Context())
	}
	return c
}

// note adds a finding.
func (d *doctor) note(check, state, detail string) {
	d.found = append(d.found, findingRecord{Check: check, State: state, Detail: shell.OneLine(detail)})
}

func (d *doctor) run(ctx context.Context) error {
	s, err := d.Connect(ctx, d.account)
	switch {
	case err != nil && s == nil, err != nil && s.Client == nil:
		if none, ok := errors.AsType[*login.None](err); ok {
			d.looked(none.Looked)
		}
		d.note(d.P.S("login"), findingBad, d.Explain(err))
	default:
		defer s.Close()
		d.login(ctx, s)
		d.cloud(ctx, s)
		d.state(ctx, s)
	}
	d.terminal()
	if err := shell.Write(d.App, d.form.Value, d.columns(), d.found); err != nil {
		return err
	}
	bad := 0
	for _, f := range d.found {
		if f.State == findingBad {
			bad++
		}
	}
	if bad > 0 {
		return shell.Failed(d.P.N("{count} thing is in the way", "{count} things are in the way", bad))
	}
	return nil
}

// looked tells where was looked for keys.
func (d *doctor) looked(places []login.Looked) {
	for _, place := range places {
		if !place.Says.IsZero() {
			d.note(d.P.S("looked at"), findingOK, d.P.S("{place}: {outcome}", place.Place, place.Says))
		}
	}
}

// login tells where the keys come from, and who has them.
func (d *doctor) login(ctx context.Context, s *shell.Session) {
	l := s.Login
	d.looked(l.Looked)
	d.note(d.P.S("login"), findingOK, d.P.S("{source}, mode {mode}", l.Source, string(l.Mode)))
	key, err := l.Keys.Key(ctx, s.Client)
	if err != nil {
		d.note(d.P.S("key"), findingBad, d.P.E(err))
		return
	}
	detail := key.KeyTail()
	if end := key.Expires; !end.IsZero() {
		detail = d.P.S("{key}, until {time} UTC, in {duration}",
			detail, end.UTC().Format(time.DateTime), time.Until(end).Round(time.Second).String())
	}
	d.note(d.P.S("key"), findingOK, detail)
	who, err := s.Client.Identity(ctx, l.STSHost)
	switch {
	case err != nil:
		d.note(d.P.S("account"), findingNote, d.P.S("the token service does not say who this is: {reason}", d.Explain(err)))
	case who.Owner():
		d.note(d.P.S("account"), findingNote, d.P.S("{account}, the owner's own key: nothing can be forbidden to it; a RAM user or a role is safer", who.Account))
	default:
		d.note(d.P.S("account"), findingOK, who.Account+", "+who.ARN)
	}
}

// cloud tells how far away each region is, and what the key may do there.
func (d *doctor) cloud(ctx context.Context, s *shell.Session) {
	c := s.Client
	host := s.Endpoint
	if host == "" {
		host = "https://ecs.REGION.aliyuncs.com"
		if s.Login.VPC {
			host = "https://ecs-vpc.REGION.aliyuncs.com"
		}
	}
	d.note(d.P.S("endpoint"), findingOK, host)
	if at, err := ecsapi.Proxies()(&url.URL{Scheme: "https", Host: "ecs.aliyuncs.com"}); s.Endpoint == "" && err == nil && at != nil {
		d.note(d.P.S("proxy"), findingOK, at.Scheme+"://"+at.Host)
	}
	regions := d.where.List()
	var listed []ecsapi.Region
	d.ask("DescribeRegions", "", func() (err error) {
		listed, err = c.Regions(ctx, regions...)
		return err
	})
	if skew, known := c.Skew(); known && s.Demo == nil {
		state := findingOK
		if skew.Abs() > time.Minute {
			state = findingBad
		}
		text := d.P.S("this machine's is {duration} behind the cloud's", skew.Abs().Round(time.Second).String())
		if skew < 0 {
			text = d.P.S("this machine's is {duration} ahead of the cloud's", skew.Abs().Round(time.Second).String())
		}
		d.note(d.P.S("clock"), state, text)
	}
	if len(regions) == 0 {
		regions = shell.IDs(listed, func(r ecsapi.Region) ecsapi.RegionID { return r.ID })
	}
	took, errs := shell.Each(len(regions), func(i int) (time.Duration, error) {
		return timed(func() error {
			_, err := c.Instances(ctx, ecsapi.Query{Region: regions[i], IDs: []ecsapi.InstanceID{"i-ecsdeckdoctor"}})
			return err
		})
	})
	for i, region := range regions {
		d.answered("DescribeInstances", region, took[i], errs[i])
	}
	home := s.Credentials.Region
	if home == "" && len(regions) > 0 {
		home = regions[0]
	}
	if home == "" {
		return
	}
	for _, may := range []struct {
		api string
		do  func() error
	}{
		{"DescribeZones", func() error { _, err := c.Zones(ctx, home); return err }},
		{"DescribeVSwitches", func() error { _, err := c.VSwitches(ctx, home, "vpc-ecsdeckdoctor"); return err }},
		{"DescribeSecurityGroups", func() error { _, err := c.SecurityGroups(ctx, home, "vpc-ecsdeckdoctor"); return err }},
		{"DescribeKeyPairs", func() error { _, err := c.KeyPairs(ctx, home); return err }},
		{"DescribeSpotPriceHistory", func() error {
			_, err := c.SpotPrices(ctx, home, "ecs.g7.large", c.Now().Add(-time.Hour), c.Now())
			return err
		}},
	} {
		d.ask(may.api, home, may.do)
	}
}

// ask makes a call that changes nothing and tells how it went.
func (d *doctor) ask(api string, region ecsapi.RegionID, do func() error) {
	took, err := timed(do)
	d.answered(api, region, took, err)
}

// timed makes a call and takes its time. It writes no words: several may run at once, and the
// printer is for one goroutine.
func timed(do func() error) (took time.Duration, err error) {
	began := time.Now()
	err = do()
	return time.Since(began), err
}

// answered tells how a call went. What a key may not read costs only the page that wants it.
func (d *doctor) answered(api string, region ecsapi.RegionID, took time.Duration, err error) {
	millis := int(took.Milliseconds())
	f := findingRecord{
		Check: strings.TrimSpace(api + " " + string(region)), State: findingOK, Detail: d.P.S("{count} ms", millis), Millis: &millis,
	}
	if e := ecsapi.AsError(err); e != nil {
		f.State, f.Detail, f.Code = findingBad, shell.OneLine(d.Explain(e)), shell.Known(e.Code)
		if e.Kind == ecsapi.KindForbidden {
			f.State = findingNote
		}
	}
	d.found = append(d.found, f)
}

// state tells where what was done and seen is kept.
func (d *doctor) state(ctx context.Context, s *shell.Session) {
	dir, err := s.StateDir(ctx)
	if err == nil {
		// Nothing is made that stays: what isn't there yet will be made in what is.
		at := dir
		for _, miss := os.Stat(at); errors.Is(miss, fs.ErrNotExist) && at != filepath.Dir(at); _, miss = os.Stat(at) {
			at = filepath.Dir(at)
		}
		var probe *os.File
		if probe, err = os.CreateTemp(at, ".doctor-*"); err == nil {
			probe.Close()
			err = os.Remove(probe.Name())
		}
	}
	if err != nil {
		d.note(d.P.S("state"), findingBad, d.P.S("{folder} can't be written, so nothing can be sent: {reason}", dir, shell.SystemCause(err)))
		return
	}
	d.note(d.P.S("state"), findingOK, dir)
	d.note(d.P.S("settings"), findingOK, d.ConfigFile)
}

// terminal tells what the deck would be drawn on.
func (d *doctor) terminal() {
	out, ok := d.Out.(*os.File)
	if !ok || !d.Terminal(d.Out) {
		d.note(d.P.S("terminal"), findingNote, d.P.S("the output is none; the deck needs one"))
		return
	}
	w, h, _ := xterm.GetSize(int(out.Fd()))
	detail := fmt.Sprintf("%dx%d TERM=%s", w, h, d.Getenv("TERM"))
	for _, name := range []string{"COLORTERM", "NO_COLOR", "TMUX", "STY", "SSH_TTY"} {
		if v := d.Getenv(name); v != "" {
			detail += " " + name + "=" + v
		}
	}
	state := findingOK
	if w < 60 || h < 15 {
		state = findingNote
	}
	d.note(d.P.S("terminal"), state, detail)
}

func (d *doctor) columns() []shell.Column[findingRecord] {
	mark := map[string]string{findingOK: "✓", findingNote: "·", findingBad: "✗"}
	return []shell.Column[findingRecord]{
		shell.Left("", func(r findingRecord) string { return mark[r.State] }),
		shell.Left(d.P.S("CHECK"), func(r findingRecord) string { return r.Check }),
		shell.Left(d.P.S("FOUND"), func(r findingRecord) string { return r.Detail }),
	}
}
