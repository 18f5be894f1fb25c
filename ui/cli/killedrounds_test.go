package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// killRounds is how often TestKilledAtAnyMoment kills, if it is set.
const killRounds = "ECSDECK_KILL_ROUNDS"

// A script repeats renewals, creations and releases that are killed at any moment,
// amid calls that go wrong. Nothing may be done twice, by the cloud's own count,
// and the journal must tell what was done.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel() // it mostly waits, as all tests of processes do
	rounds := 1  // each takes up to half a minute of real time
	if testing.Short() {
		t.Skip("TestTheSameCommandUntilItSays0 kills in fake time")
	}
	if n, err := strconv.Atoi(os.Getenv(killRounds)); err == nil {
		rounds = n
	}
	cloud := command(t, nil, "sim", "--listen", "127.0.0.1:0", "--speed", "20", "--instances", "200", "--regions", "2", "--quiet")
	long := exec.CommandContext(t.Context(), cloud.Path, cloud.Args[1:]...) // as long as the rounds take
	long.Env = cloud.Env
	env := exported(t, long)
	k := &killer{
		cluster: &cluster{t, append(env, "HOME="+t.TempDir()), strings.TrimPrefix(env[0], "ECSDECK_ENDPOINT=")},
		Rand:    randtest.New(t, killRounds), seen: map[string]int{}, renewed: map[string]int{}, months: map[string]int{}, keyed: map[string]bool{},
	}
	k.place = k.order()
	ids := k.ids("charge:monthly status:running region:cn-hangzhou")
	latest := time.Now().AddDate(0, 2, 0) // what expires meanwhile is no matter here
	for id, at := range k.expiries(ids) {
		if at.After(latest) {
			k.monthly = append(k.monthly, id)
		}
	}
	slices.Sort(k.monthly)
	for n := range rounds {
		k.round = n
		if k.IntN(2) == 0 {
			k.renew()
		} else {
			k.createAndRelease()
		}
		if t.Failed() {
			t.Log(strings.Join(k.said, "\n"))
			break
		}
		k.said = nil
	}
	k.compare()
	t.Logf("%d rounds: %v", rounds, k.seen)
}

// killer gives commands and kills them.
type killer struct {
	*cluster
	*rand.Rand
	round   int
	place   []string
	monthly []string
	said    []string        // by the commands of the round
	seen    map[string]int  // what happened, for whoever reads the log
	renewed map[string]int  // how often each instance was, by its expiry
	months  map[string]int  // … and for how long the last time
	keyed   map[string]bool // renewals under a key, of which two jobs tell when it was sent again
}

// until gives a command that is killed, and gives it again until it ends well.
// made counts what it has created so far.
func (k *killer) until(api string, made func() int, args ...string) {
	k.Helper()
	kind := []string{"", "slow", "slow", "lost-answer", "reset", "http500", "latency"}[k.IntN(7)]
	if kind != "" {
		k.fault(fmt.Sprintf(`[{"action":%q,"kind":%q,"p":%v,"ms":%d}]`, api, kind, []float64{1, 0.5}[k.IntN(2)], 100+k.IntN(900)))
	}
	args = append(args, "--timeout", "15s", "--yes")
	if k.IntN(3) == 0 {
		args = append(args, "--idempotency-key", fmt.Sprintf("round %d %s", k.round, args[0]))
		for _, id := range args {
			k.keyed[id] = true
		}
	}
	before := k.calls(api)
	cmd := command(k.T, k.env, args...)
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	moment := time.Duration(k.IntN(300)) * time.Millisecond
	if k.IntN(2) == 0 { // at the call, else from the start on
		k.until_(func() bool { return k.calls(api) > before || len(gone) > 0 })
		moment /= 10
	}
	select {
	case err := <-gone:
		k.seen["ended by itself"]++
		gone <- err
	case <-time.After(moment):
		cmd.Process.Kill()
		k.seen["killed"]++
	}
	<-gone
	k.said = append(k.said, fmt.Sprintf("%q amid %q ended with %v after %v, at %d calls", args, kind, cmd.ProcessState, moment, k.calls(api)-before))
	<-time.After(time.Second) // what the cloud was at is done
	k.fault("")
	if cmd.ProcessState.ExitCode() == shell.StatusDone {
		return
	}
	var despite []string // what is in doubt; for one try, since it does it each time
	for try := range 8 {
		var said bytes.Buffer
		again := command(k.T, k.env, append(slices.Clone(args), despite...)...)
		despite = nil
		again.Stderr = &said
		err := again.Run()
		k.said = append(k.said, fmt.Sprintf("%q: %v: %s", again.Args[1:], err, said.String()))
		switch {
		case err == nil:
			k.seen["ended well when given again"]++
			return
		case strings.Contains(said.String(), "the plan has 0 instances"): // they are released
			k.seen["nothing was left when given again"]++
			return
		case strings.Contains(said.String(), "may have done this already"):
			k.seen["in doubt when given again"]++
			switch {
			case try == 0:
				continue
			case made != nil && made() > 0: // what is not there may still come: for a person to weigh
				k.seen["in doubt, and a part exists"]++
				return
			}
			despite = []string{"--again"} // the cloud shows nothing of it
		default:
			k.seen["failed when given again"]++
		}
	}
	k.Errorf("round %d: it never ended well: %v", k.round, args)
}

// until_ waits a while until something holds.
func (k *killer) until_(holds func() bool) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for range 2000 {
		if holds() {
			return
		}
		<-tick.C
	}
}

// expiries are those of instances.
func (k *killer) expiries(ids []string) map[string]time.Time {
	k.Helper()
	var list []record.Instance
	if err := json.Unmarshal(k.output(append([]string{"show", "-o", "json"}, ids...)...), &list); err != nil {
		k.Fatal(err)
	}
	out := map[string]time.Time{}
	for _, in := range list {
		out[in.ID], _ = time.Parse(time.RFC3339, *in.Expires)
	}
	return out
}

func (k *killer) renew() {
	k.Helper()
	k.Shuffle(len(k.monthly), func(i, j int) { k.monthly[i], k.monthly[j] = k.monthly[j], k.monthly[i] })
	// Each time for longer: the same again on one day would be left out.
	months := 0
	var ids []string
	for _, id := range k.monthly {
		if len(ids) < 1+k.IntN(3) && k.months[id] < 9 {
			ids, months = append(ids, id), max(months, k.months[id]+1)
		}
	}
	if len(ids) == 0 { // each was renewed for the longest already
		k.createAndRelease()
		return
	}
	before := k.expiries(ids)
	k.until("RenewInstance", nil, append([]string{"renew", "--period", strconv.Itoa(months)}, ids...)...)
	<-time.After(time.Second) // of which the cloud makes twenty
	for id, now := range k.expiries(ids) {
		k.renewed[id]++
		k.months[id] = months
		if days := now.Sub(before[id]).Hours() / 24; days < float64(28*months) || days > float64(31*months) {
			k.Errorf("round %d: %s was renewed for %v days", k.round, id, days)
		}
	}
}

func (k *killer) createAndRelease() {
	k.Helper()
	name, n, api := fmt.Sprintf("kill-%d-", k.round), 1+k.IntN(3), "RunInstances"
	args := append([]string{"create", "--amount", strconv.Itoa(n), "--name", name + "[1,3]"}, k.place...)
	if k.IntN(3) == 0 {
		api, args = "CreateInstance", append(args, "--one-by-one")
	}
	there := func() int { return len(k.ids("name:" + name)) }
	part := k.seen["in doubt, and a part exists"]
	k.until(api, there, args...)
	<-time.After(time.Second)
	made := there()
	if part < k.seen["in doubt, and a part exists"] {
		n = min(n, made) // or all are there, and not all of their steps were made
	}
	if made != n {
		k.Errorf("round %d: %d instances were created of %d", k.round, made, n)
	}
	if k.Failed() {
		return
	}
	k.until_(func() bool { return len(k.ids("status:running name:"+name)) == n })
	total := len(k.ids("id:i-"))
	k.until("DeleteInstances", nil, append([]string{"release", "--force", "--filter", "name:" + name, "--expect", strconv.Itoa(n), "--region", "cn-hangzhou"}, "--wait")...)
	if left := k.ids("name:" + name); len(left) > 0 || total-len(k.ids("id:i-")) != n {
		k.Errorf("round %d: %v are left of %d", k.round, left, n)
	}
}

// compare holds the journal against what the cloud did.
func (k *killer) compare() {
	k.Helper()
	out, _ := command(k.T, k.env, "jobs", "--limit", "0", "-o", "json").Output()
	var list []jobRecord
	if err := json.Unmarshal(out, &list); err != nil {
		k.Fatal(err)
	}
	renewed := map[string]int{}
	for _, rec := range list {
		k.seen["jobs "+rec.State]++
		if rec.Action != "renew" {
			continue
		}
		for _, it := range k.job(rec.Number).Items {
			if it.Outcome == "done" || it.Outcome == accepted {
				renewed[*it.ID]++
			}
		}
	}
	for id, n := range k.renewed {
		if renewed[id] < n || renewed[id] > n && !k.keyed[id] {
			k.Errorf("%s was renewed %d times, and the journal tells of %d", id, n, renewed[id])
		}
	}
}
