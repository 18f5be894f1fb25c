package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/randtest"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// TestTheSameCommandUntilItSays0 is a script that gives one command until its
// status is 0, while the process is killed at any moment, answers are lost, the
// cloud is busy, lists lack rows and the disk runs full. In the end as much was
// created as was asked for, each renewal was charged once, and the journal tells
// the truth. TWICE_RUNS is how many scripts run.
func TestTheSameCommandUntilItSays0(t *testing.T) {
	runs := 60
	if testing.Short() {
		runs = 15
	}
	if n, err := strconv.Atoi(os.Getenv("TWICE_RUNS")); err == nil {
		runs = n
	}
	seed, seen := randtest.Seed(t, "TWICE_RUNS", "TWICE_FROM"), map[string]int{}
	from, _ := strconv.Atoi(os.Getenv("TWICE_FROM"))
	for n := range runs {
		ok := t.Run(fmt.Sprint("script ", from+n), func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				s := newScript(t, dir, rand.New(rand.NewPCG(seed, uint64(from+n))))
				defer s.end()
				s.play()
				for what, times := range s.seen {
					seen[what] += times
				}
			})
		})
		if !ok {
			break
		}
	}
	t.Log(seen)
	for _, what := range []string{"renew", "create", "killed", "fault", "full disk", "again", "key", "fresh runner"} {
		if seen[what] == 0 {
			t.Errorf("%v: too little happened to show anything", seen)
		}
	}
}

// trouble is what may go wrong with the next run.
func (s *script) trouble(api string) {
	s.cloud.ClearFaults()
	for range s.rnd.IntN(3) {
		f := ecssim.Fault{Action: api, Times: 1 + s.rnd.IntN(3)}
		switch s.rnd.IntN(4) {
		case 0:
			f.Kind = []string{ecssim.FaultLostAnswer, ecssim.FaultCut, ecssim.FaultReset, ecssim.FaultHTTP500, ecssim.FaultHTTP503, ecssim.FaultMalformed}[s.rnd.IntN(6)]
		case 1:
			f.Kind, f.Status = ecssim.FaultError, 403
			f.Code = []string{"OperationConflict", "IdempotentProcessing", "LastTokenProcessing", "LastOrderProcessing", "IncorrectVSwitchStatus"}[s.rnd.IntN(5)]
		case 2:
			f.Kind, f.Code, f.Status, f.Done = ecssim.FaultError, ecsapi.IdempotentFailed, 400, s.rnd.IntN(4) == 0
		case 3:
			f.Action = "DescribeInstances"
			f.Kind = []string{ecssim.FaultHTTP500, ecssim.FaultEmpty, ecssim.FaultShort, ecssim.FaultCut}[s.rnd.IntN(4)]
		}
		if err := s.cloud.Inject(f); err != nil {
			s.Fatal(err)
		}
		s.seen["fault"]++
		s.note("%+v", f)
	}
}

// play plays the script and judges what came of it.
func (s *script) play() {
	var command []string
	var api string
	var judge func(halfway bool) string
	if s.rnd.IntN(2) == 0 {
		command, judge = s.renewal()
		api = ecsapi.RenewInstance
	} else {
		command, judge = s.creation()
		api = ecsapi.RunInstances
		if slices.Contains(command, "--one-by-one") {
			api = ecsapi.CreateInstance
		}
	}
	s.seen[command[0]]++
	const troubled, patient = 5, 8
	halfway := false // a part came to be, and what to do about it a person must say
	for try := 1; !halfway; try++ {
		if try > troubled+patient {
			s.fail("it never says 0")
			return
		}
		if s.cloud.ClearFaults(); try <= troubled {
			s.trouble(api)
		}
		r, killed := s.run(try <= troubled, command...)
		if !killed && r.status == shell.StatusDone {
			break
		}
		halfway = !killed && strings.Contains(r.err, "accepted: --again, which creates")
		s.seen["again"]++
		s.cloud.ClearFaults()
		if s.keyed && s.rnd.IntN(3) == 0 {
			s.fresh, s.state = true, ""
			s.move()
			s.seen["fresh runner"]++
			s.note("a fresh runner")
		}
		pause := time.Duration(s.rnd.IntN(20)) * time.Second
		if s.rnd.IntN(2) == 0 || try > troubled {
			pause = 20 * time.Minute
		}
		<-time.After(pause) // of fake time, as somebody lets pass before the next try
		if s.rnd.IntN(4) == 0 {
			s.run(false, "jobs", "--settle")
		}
	}
	s.cloud.ClearFaults()
	// Of fake time: longer than what is charged stays unknown.
	<-time.After(25 * time.Minute)
	if r, _ := s.run(false, "jobs", "--settle"); r.status != shell.StatusDone {
		s.fail("jobs stay open: %s %s", r.out, r.err)
	}
	if wrong := cmp.Or(judge(halfway), s.books()); wrong != "" {
		s.fail("%s", wrong)
	}
}

func (s *script) fail(format string, args ...any) {
	s.Errorf(format+"\n%s", append(args, strings.Join(s.told, "\n"))...)
}

func (s *script) list(filter string) (list []record.Instance) {
	r, _ := s.run(false, "ls", "-o", "json", "--filter", filter)
	if err := json.Unmarshal([]byte(r.out), &list); err != nil {
		s.Fatal(err, r.err)
	}
	return list
}

// renewal is the renewal of a subscription, which moves its expiry by one period
// and is charged once.
func (s *script) renewal() (command []string, judge func(halfway bool) string) {
	all := s.list("charge:monthly status:running")
	in := all[s.rnd.IntN(len(all))]
	command = []string{"renew", in.ID, "--period", "1", "--yes"}
	r, _ := s.run(false, "renew", in.ID, "--period", "1", "--dry-run", "-o", "json")
	var plan planRecord
	if err := json.Unmarshal([]byte(r.out), &plan); err != nil || len(plan.Targets) != 1 {
		s.Fatal(err, r.out, r.err)
	}
	want := *plan.Targets[0].NewExpiry
	cost, _ := plan.Bill.Once.Float64()
	command = s.decorated(command)
	before := s.cloud.Balance()
	return command, func(bool) string {
		now := s.list("id:" + in.ID)
		if len(now) != 1 || *now[0].Expires != want {
			return fmt.Sprintf("renewed from %s to %s, want %s", *in.Expires, *now[0].Expires, want)
		}
		if paid := before - s.cloud.Balance(); math.Abs(paid-cost) > 0.01 {
			return fmt.Sprintf("charged %v, want %v", paid, cost)
		}
		return ""
	}
}

// creation is an order, of which as many come to be as were asked for.
func (s *script) creation() (command []string, judge func(halfway bool) string) {
	w := &world{T: s.T, Cloud: s.cloud, env: s.env}
	w.env.Dial = s.listen.Dial
	place := w.site("cn-hangzhou")
	amount := 1 + s.rnd.IntN(3)
	command = []string{
		"create", "--region", "cn-hangzhou", "--type", goods, "--image", place.Image, "--vswitch", place.VSwitch,
		"--security-group", place.SecurityGroups[0], "--name", "once-[1,3]", "--amount", strconv.Itoa(amount), "--yes",
	}
	prepaid := s.rnd.IntN(3) == 0
	if prepaid {
		command = append(command, "--charge-type", "prepaid", "--period", "1")
	}
	single := !prepaid && s.rnd.IntN(3) == 0
	if single {
		command = append(command, "--one-by-one", "--bandwidth", "5")
	}
	command = s.decorated(command)
	var cost float64
	if prepaid {
		r, _ := s.run(false, append(slices.DeleteFunc(slices.Clone(command), func(f string) bool { return f == "--yes" || f == "--wait" }), "--dry-run", "-o", "json")...)
		var plan planRecord
		if err := json.Unmarshal([]byte(r.out), &plan); err != nil {
			s.Fatal(err, r.out, r.err)
		}
		cost, _ = plan.Bill.Once.Float64()
	}
	before := s.cloud.Balance()
	return command, func(halfway bool) string {
		made := s.list("name:once-")
		if halfway && single && len(made) <= amount {
			return ""
		}
		if len(made) != amount {
			return fmt.Sprintf("%d were created, want %d", len(made), amount)
		}
		for _, in := range made {
			if *in.Status != "Running" || single && in.PublicIP == nil {
				return fmt.Sprintf("%s is %s", in.Name, *in.Status)
			}
		}
		if paid := before - s.cloud.Balance(); math.Abs(paid-cost) > 0.01 {
			return fmt.Sprintf("charged %v, want %v", paid, cost)
		}
		return ""
	}
}

// decorated is a command with flags that must not matter.
func (s *script) decorated(command []string) []string {
	if s.rnd.IntN(2) == 0 {
		command = append(command, "--wait")
	}
	if s.keyed = s.rnd.IntN(3) == 0; s.keyed {
		command = append(command, "--idempotency-key", "nightly")
		s.seen["key"]++
	}
	return command
}

// books holds the journal against the cloud: what it calls done is there, what
// is there it calls done, and nothing is left open.
func (s *script) books() string {
	if s.fresh {
		return "" // who did it is not here
	}
	dirs, _ := filepath.Glob(filepath.Join(s.state, "*", "*", shell.JournalName))
	expiry, created := map[string]bool{}, map[string]bool{}
	for _, dir := range dirs {
		jobs, problems, err := journal.Read(dir, 0)
		if err != nil || len(problems) > 0 {
			return fmt.Sprint(problems, err)
		}
		for _, job := range jobs {
			for i := range job.Items {
				it := &job.Items[i]
				switch outcome, _ := itemOutcome(&job, it); {
				case (outcome == "done" || outcome == accepted) && job.Action == "renew":
					if expiry[it.ID] && !s.keyed { // under a key two jobs tell of the same one
						return "the journal has two renewals of " + it.ID
					}
					expiry[it.ID] = true
				case job.Action == "create" && it.ID != "":
					created[it.ID] = true
				case outcome == "unknown" || outcome == "sent" || outcome == "queued":
					return fmt.Sprintf("job %d: %s is %s", job.Number, it.ID, outcome)
				}
			}
		}
	}
	for _, in := range s.list("name:once-") {
		if !created[in.ID] {
			return "the journal lacks " + in.ID
		}
		delete(created, in.ID)
	}
	if len(created) > 0 {
		return fmt.Sprint("the journal has what is not there: ", created)
	}
	return ""
}
