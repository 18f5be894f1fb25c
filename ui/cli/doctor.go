package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	xterm "golang.org/x/term"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ecsapi/ratelimit"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
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
	table   shell.Table[findingRecord]
	found   []findingRecord
	advised bool // what to do was told
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
	d.account, d.where = a.AccountFlags(c), a.RegionFlags(c, true)
	d.table = shell.NewTable(a.OutputFlags(c, shell.FormTable), d.columns()...)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := errors.Join(d.account.Check(a.App, c), d.where.Check(a.App)); err != nil {
			return err
		}
		d.account.ReadOnly, d.account.Looks = true, true
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
		d.login(s)
		d.network(s)
		if d.key(ctx, s) {
			d.cloud(ctx, s)
		}
		d.state(ctx, s)
		d.limits(s)
	}
	d.terminal()
	if err := d.table.Write(d.found); err != nil {
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

// login tells where the keys come from, and what is odd about it.
func (d *doctor) login(s *shell.Session) {
	l := s.Login
	d.looked(l.Looked)
	d.note(d.P.S("login"), findingOK, d.P.S("{source}, mode {mode}", l.Source, string(l.Mode)))
	for _, note := range l.Notes {
		d.note(d.P.S("login"), findingNote, d.P.T(note))
	}
}

// network tells where the cloud is asked, and through which proxy.
func (d *doctor) network(s *shell.Session) {
	host := s.Endpoint
	if host == "" {
		host = "https://ecs.REGION.aliyuncs.com"
		if s.Login.VPC {
			host = "https://ecs-vpc.REGION.aliyuncs.com"
		}
	}
	d.note(d.P.S("endpoint"), findingOK, host)
	if at := proxyOf(s); at != "" {
		d.note(d.P.S("proxy"), findingOK, at)
	}
}

// proxyOf is the proxy that a session asks the cloud through, "" for none.
func proxyOf(s *shell.Session) string {
	at, err := ecsapi.Proxies()(&url.URL{Scheme: "https", Host: "ecs.aliyuncs.com"})
	if s.Endpoint != "" || err != nil || at == nil {
		return ""
	}
	return at.Scheme + "://" + at.Host
}

// key tells which key there is and who has it, and whether there is one.
func (d *doctor) key(ctx context.Context, s *shell.Session) bool {
	l := s.Login
	key, err := l.Keys.Key(ctx, s.Client)
	if err != nil {
		d.note(d.P.S("key"), findingBad, d.P.E(err))
		if e, ok := errors.AsType[*ecsapi.Error](err); ok {
			d.advise(s, e)
		}
		return false
	}
	detail := key.KeyTail()
	if end := key.Expires; !end.IsZero() {
		detail = d.P.S("{key}, until {time}, in {duration}",
			detail, d.Brief(time.Time{}).Clock(end), time.Until(end).Round(time.Second).String())
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
	return true
}

// advise tells once what to do about an error that every call meets.
func (d *doctor) advise(s *shell.Session, e *ecsapi.Error) {
	var text string
	switch {
	case d.advised:
	case e.Kind == ecsapi.KindClock:
		text = d.P.S("set this machine's clock; the cloud refuses calls when it is 15 minutes off")
	case e.Code == "InvalidAccessKeyId.Inactive", e.Code == "Forbidden.AccessKeyDisabled":
		text = d.P.S("enable the access key in the RAM console, or choose another login with --profile")
	case e.Kind == ecsapi.KindCredentials:
		text = d.P.S("the key comes from: {source}; put one there that the cloud knows, or choose another login with --profile", s.Login.Source)
	case e.Kind != ecsapi.KindNetwork && e.Kind != ecsapi.KindTimeout:
	case s.Endpoint != "":
		text = d.P.S("check --endpoint and ECSDECK_ENDPOINT, and that something answers there")
	case proxyOf(s) != "":
		text = d.P.S("check HTTPS_PROXY and ALL_PROXY; NO_PROXY=.aliyuncs.com goes past the proxy")
	default:
		text = d.P.S("check the network, and whether it needs a proxy, which HTTPS_PROXY names")
	}
	if text != "" {
		d.advised = true
		d.note(d.P.S("what to do"), findingNote, text)
	}
}

// everywhere reports whether each call would meet the same error.
func everywhere(s *shell.Session, e *ecsapi.Error) bool {
	switch e.Kind {
	case ecsapi.KindCredentials, ecsapi.KindClock:
		return true
	case ecsapi.KindNetwork, ecsapi.KindTimeout:
		return s.Endpoint != "" || proxyOf(s) != ""
	}
	return false
}

// cloud tells how far away each region is, and what the key may do there.
func (d *doctor) cloud(ctx context.Context, s *shell.Session) {
	c := s.Client
	regions := d.where.List()
	var listed []ecsapi.Region
	failed := d.ask("DescribeRegions", "", func() (err error) {
		listed, err = c.Regions(ctx, regions...)
		return err
	})
	d.clock(s)
	if failed != nil {
		if d.advise(s, failed); everywhere(s, failed) {
			return
		}
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
	home := s.Credentials.Region
	if home == "" && len(regions) > 0 {
		home = regions[0]
	}
	for i, region := range regions {
		e := d.answered("DescribeInstances", region, took[i], errs[i])
		if e != nil && region == home && (e.Kind == ecsapi.KindNetwork || e.Kind == ecsapi.KindTimeout) {
			home = "" // it would not answer the others either
		}
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
		{"DescribeAccountAttributes", func() error { _, err := c.VCPUQuota(ctx, home, false); return err }},
		{"DescribeSpotPriceHistory", func() error {
			_, err := c.SpotPrices(ctx, home, "ecs.g7.large", c.Now().Add(-time.Hour), c.Now())
			return err
		}},
	} {
		d.ask(may.api, home, may.do)
	}
}

// clock tells how far this machine's clock is off.
func (d *doctor) clock(s *shell.Session) {
	skew, known := s.Client.Skew()
	if !known || s.Demo != nil {
		return
	}
	text := d.P.S("this machine's is {duration} behind the cloud's", skew.Abs().Round(time.Second).String())
	if skew < 0 {
		text = d.P.S("this machine's is {duration} ahead of the cloud's", skew.Abs().Round(time.Second).String())
	}
	if skew.Abs() <= time.Minute {
		d.note(d.P.S("clock"), findingOK, text)
		return
	}
	d.note(d.P.S("clock"), findingBad, text)
	d.advise(s, &ecsapi.Error{Kind: ecsapi.KindClock})
}

// ask makes a call that changes nothing, tells how it went and returns its error.
func (d *doctor) ask(api string, region ecsapi.RegionID, do func() error) *ecsapi.Error {
	took, err := timed(do)
	return d.answered(api, region, took, err)
}

// timed makes a call and takes its time. It writes no words: several may run at once, and the
// printer is for one goroutine.
func timed(do func() error) (took time.Duration, err error) {
	began := time.Now()
	err = do()
	return time.Since(began), err
}

// answered tells how a call went, and returns its error. What a key may not read costs only
// the page that wants it.
func (d *doctor) answered(api string, region ecsapi.RegionID, took time.Duration, err error) *ecsapi.Error {
	millis := int(took.Milliseconds())
	f := findingRecord{
		Check: strings.TrimSpace(api + " " + string(region)), State: findingOK, Detail: d.P.S("{count} ms", millis), Millis: &millis,
	}
	e := ecsapi.AsError(err)
	if e != nil {
		f.State, f.Detail, f.Code = findingBad, shell.OneLine(d.Explain(e)), record.Known(e.Code)
		if e.Kind == ecsapi.KindForbidden {
			f.State = findingNote
		}
	}
	d.found = append(d.found, f)
	return e
}

// state tells where what was done and seen is kept.
func (d *doctor) state(ctx context.Context, s *shell.Session) {
	dir, err := s.StateDir(ctx)
	if err != nil {
		d.note(d.P.S("state"), findingBad, d.P.S("nothing can be sent until ECSDECK_STATE names a directory that can be written: {error}", err))
		return
	}
	// Nothing is made that stays: what isn't there yet will be made in what is.
	at := dir
	for _, miss := os.Stat(at); errors.Is(miss, fs.ErrNotExist) && at != filepath.Dir(at); _, miss = os.Stat(at) {
		at = filepath.Dir(at)
	}
	probe, err := os.CreateTemp(at, ".doctor-*")
	if err == nil {
		probe.Close()
		err = os.Remove(probe.Name())
	}
	if err != nil {
		d.note(d.P.S("state"), findingBad, d.P.S("{folder} can't be written, so nothing can be sent: {reason}", dir, shell.SystemCause(err)))
		return
	}
	d.note(d.P.S("state"), findingOK, dir)
	d.note(d.P.S("settings"), findingOK, d.ConfigFile)
}

// limits tells how many calls may leave, of the API that reads the fleet and of those of whose
// limit something is known.
func (d *doctor) limits(s *shell.Session) {
	const fleet = "DescribeInstances"
	known := s.Client.Limits().Kept()
	if !slices.ContainsFunc(known, func(k ratelimit.Kept) bool { return k.API == fleet }) {
		known = append([]ratelimit.Kept{{API: fleet, Share: 1}}, known...)
	}
	for _, k := range known {
		atOnce, perSecond, _ := s.Client.Limits().Of(k.API).InForce(ratelimit.Told{})
		rate := strconv.FormatFloat(perSecond, 'f', 1, 64)
		detail := d.P.S("{count} at once and {rate} a second in each region", int(atOnce), rate)
		switch {
		case k.Calls > 0:
			detail = d.P.S("{allowed}; the cloud told a limit of {count} in {seconds} s", detail, k.Calls, k.Window)
		case k.Passed > 0:
			detail = d.P.S("{allowed}; {count} were seen to pass in a minute", detail, k.Passed)
		}
		if k.Throttled != "" {
			detail = d.P.S("{allowed}; throttled on {day}", detail, k.Throttled)
		}
		d.note(d.P.S("calls of {api}", k.API), findingOK, detail)
	}
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
		shell.Left("state", "", func(r findingRecord) string { return mark[r.State] }),
		shell.Left("check", d.P.S("CHECK"), func(r findingRecord) string { return r.Check }),
		shell.Left("found", d.P.S("FOUND"), func(r findingRecord) string { return r.Detail }).Of("detail"),
	}
}
