package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/record"
)

// cluster is a simulated cloud as a process, for others that share a home.
type cluster struct {
	*testing.T
	env []string
	url string
}

func newCluster(t *testing.T) *cluster {
	_, env := smallSim(t, "--speed", "20")
	return &cluster{t, append(env, "HOME="+t.TempDir()), strings.TrimPrefix(env[0], "ECSDECK_ENDPOINT=")}
}

// fault makes calls go wrong from now on; without one all goes well again.
func (c *cluster) fault(list string) {
	c.Helper()
	method := http.MethodPost
	if list == "" {
		method = http.MethodDelete
	}
	req, err := http.NewRequestWithContext(c.Context(), method, c.url+"/_sim/faults", strings.NewReader(list))
	if err != nil {
		c.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode >= 300 {
		c.Fatalf("faults %s: %s", list, resp.Status)
	}
}

// calls are how many calls of an API the cloud has seen.
func (c *cluster) calls(api string) int {
	c.Helper()
	resp, err := http.Get(c.url + "/_sim/stats")
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	var stats struct{ Calls map[string]int }
	if err := json.NewDecoder(resp.Body).Decode(&stats); err != nil {
		c.Fatal(err)
	}
	return stats.Calls[api]
}

// output runs ecsdeck to its end.
func (c *cluster) output(args ...string) []byte {
	c.Helper()
	out, err := command(c.T, c.env, args...).Output()
	if err != nil {
		c.Fatalf("%v: %v\n%s", args, err, out)
	}
	return out
}

// ids are those of instances that match.
func (c *cluster) ids(filter string) (ids []string) {
	c.Helper()
	var list []record.Instance
	if err := json.Unmarshal(c.output("ls", "-o", "json", "--filter", filter), &list); err != nil {
		c.Fatal(err)
	}
	for _, in := range list {
		ids = append(ids, in.ID)
	}
	return ids
}

// job is a job as the journal has it.
func (c *cluster) job(n int) (d jobDetails) {
	c.Helper()
	if err := json.Unmarshal(c.output("jobs", fmt.Sprint(n), "-o", "json"), &d); err != nil {
		c.Fatal(err)
	}
	return d
}

// until waits until something holds, as long as the test may take.
func (c *cluster) until(what string, holds func() bool) {
	c.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 1500 {
		if holds() {
			return
		}
		<-tick.C
	}
	c.Fatalf("it never came that %s", what)
}

// killed runs ecsdeck and kills it while it waits for the answer to a call that
// the cloud has carried out. A dry run of the call is slow too, and let pass.
func (c *cluster) killed(api string, args ...string) {
	c.Helper()
	c.fault(fmt.Sprintf(`[{"action":%q,"kind":"slow","ms":3000}]`, api))
	cmd := command(c.T, c.env, args...)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		c.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() { gone <- cmd.Wait() }()
	c.until("the call came", func() bool {
		select {
		case err := <-gone:
			c.Fatalf("%v ended: %v: %s", args, err, said.String())
		default:
		}
		return c.calls(api) == 1
	})
	cmd.Process.Kill()
	<-gone
	c.fault("")
}

func TestKilledBetweenIntentAndAnswer(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	id := c.ids("status:running charge:hourly")[0]
	c.killed("StopInstances", "stop", id, "--yes", "--wait")

	broken := c.job(1)
	if broken.State != "broken off" || broken.Unknown != 1 || broken.Items[0].Outcome != "unknown" || broken.Ended != nil {
		t.Errorf("after the kill the journal tells %+v", broken)
	}
	if len(broken.Sent) != 1 || broken.Sent[0].Answered != nil {
		t.Errorf("calls %+v", broken.Sent)
	}

	// The next start asks the cloud and sends nothing.
	y := start(t, 120, 35, c.env)
	y.await("50 instances")
	y.press("J")
	y.await("stop", "1 of 1 done")
	c.until("the journal has the end", func() bool { return c.job(1).State == "over" })
	y.press("qq")
	y.ends()
	if now := c.job(1); now.Done != 1 || now.Items[0].Outcome != "done" || *now.Items[0].To != "Stopped" {
		t.Errorf("after the next start the journal tells %+v", now)
	}
	if n := c.calls("StopInstances"); n != 1 {
		t.Errorf("%d calls of StopInstances", n)
	}
}

func TestKilledWhileCreating(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.killed("RunInstances", append([]string{"create", "--amount", "3", "--name", "web-[1,3]", "--yes", "--wait"}, c.order()...)...)
	if broken := c.job(1); broken.State != "broken off" || broken.Unknown != 3 {
		t.Errorf("after the kill the journal tells %+v", broken)
	}
	if made := c.ids("name:web-00"); len(made) < 3 {
		t.Fatalf("only %v were made", made)
	}

	y := start(t, 120, 35, c.env)
	y.await("53 instances")
	y.press("J")
	y.await("create", "3 of 3 done")
	c.until("the journal has the end", func() bool { return c.job(1).State == "over" })
	y.press("qq")
	y.ends()
	now := c.job(1)
	for _, it := range now.Items {
		if it.ID == nil || it.Outcome != "done" {
			t.Errorf("instance %+v", it)
		}
	}
	if n := c.calls("RunInstances"); n != 1 {
		t.Errorf("%d calls of RunInstances", n)
	}
}

// order is what a creation takes, as the cloud has it.
func (c *cluster) order() []string {
	c.Helper()
	get := func(name string) string {
		for _, v := range c.env {
			if v, ok := strings.CutPrefix(v, name+"="); ok {
				return v
			}
		}
		return ""
	}
	client, err := ecsapi.New(ecsapi.Options{Endpoint: c.url, Credentials: ecsapi.Credentials{
		KeyID: get("ALIBABA_CLOUD_ACCESS_KEY_ID"), Secret: get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
	}})
	if err != nil {
		c.Fatal(err)
	}
	defer client.Close()
	const region, kind, image = "cn-hangzhou", "ecs.g7.large", "aliyun_3_x64_20G_alibase_20260513.vhd"
	offers, err := client.Offers(c.Context(), ecsapi.OfferQuery{Region: region, Type: kind})
	if err != nil {
		c.Fatal(err)
	}
	switches, err := client.VSwitches(c.Context(), region, "")
	if err != nil {
		c.Fatal(err)
	}
	for _, v := range switches {
		sold := slices.ContainsFunc(offers, func(o ecsapi.Offer) bool { return o.Zone == v.Zone && o.Stock.Available() })
		groups, err := client.SecurityGroups(c.Context(), region, v.VPC)
		if err != nil {
			c.Fatal(err)
		}
		if sold && len(groups) > 0 {
			return []string{"--region", region, "--type", kind, "--image", image, "--vswitch", v.ID, "--security-group", groups[0].ID}
		}
	}
	c.Fatalf("no zone of %s sells %s", region, kind)
	return nil
}

func TestTwoProcessesAtOnce(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	ids := c.ids("status:running charge:hourly")
	var both []*exec.Cmd
	for _, id := range ids[:2] {
		cmd := command(t, c.env, "reboot", id, "--yes")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		both = append(both, cmd)
	}
	for _, cmd := range both {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	seen := map[string]bool{}
	for n := 1; n <= 2; n++ {
		job := c.job(n)
		if job.State != "over" || len(job.Items) != 1 {
			t.Fatalf("job %d is %+v", n, job)
		}
		seen[*job.Items[0].ID] = true
	}
	if !seen[ids[0]] || !seen[ids[1]] {
		t.Errorf("the jobs were of %v, want %v", seen, ids[:2])
	}
}
