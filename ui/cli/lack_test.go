package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// A region whose list lacks what it counts is not read, though what came is
// printed; nothing is picked by a filter where more might match.
func TestRegionsThatLackRows(t *testing.T) {
	simulate(t, small, func(w *world) {
		all := read[[]record.Instance](w.run("ls", "--region", "cn-beijing", "-o", "json").ended(shell.StatusDone))
		lack := ecssim.Fault{Action: "DescribeInstances", Region: "cn-beijing", Kind: ecssim.FaultShort, Rows: 2}
		w.Inject(lack)
		const says = "cn-beijing could not be read whole: "
		if list := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusPartly, says)); len(list) != 298 {
			w.Errorf("%d instances, want 298", len(list))
		}
		came := read[[]record.Instance](w.run("ls", "--region", "cn-beijing", "-o", "json").ended(shell.StatusFailed, says))
		if len(came) != len(all)-2 {
			w.Errorf("%d of %d came", len(came), len(all))
		}
		for _, r := range read[[]record.Region](w.run("regions", "--region", "cn-beijing", "-o", "json").ended(shell.StatusFailed, says)) {
			if r.Instances != nil || r.Error == nil {
				w.Errorf("%+v", r)
			}
		}

		there := map[string]bool{}
		for _, r := range came {
			there[r.ID] = true
		}
		lost := ""
		for _, r := range all {
			if !there[r.ID] {
				lost = r.ID
			}
		}
		w.run("show", came[0].ID, "--region", "cn-beijing").ended(shell.StatusDone)
		w.run("show", lost, "--region", "cn-beijing").refused(shell.StatusFailed, lost+" did not come; "+says)
		w.run("show", lost).refused(shell.StatusFailed, "no instance "+lost+" in the 3 regions that were read; "+says)
		w.run("stop", came[0].ID, "--region", "cn-beijing", "--dry-run").ended(shell.StatusDone)
		w.run("stop", lost, "--region", "cn-beijing", "--yes").refused(shell.StatusFailed, lost+" did not come; "+says, "nothing was done")
		w.run("stop", "--region", "cn-beijing", "--filter", "status:running", "--yes").refused(shell.StatusFailed, says, "the filter may match instances there")
		if n := w.Stats().Calls["StopInstances"]; n > 0 {
			w.Errorf("%d calls were sent", n)
		}

		w.ClearFaults()
		lack.Kind, lack.Rows = ecssim.FaultEmpty, 0
		w.Inject(lack)
		w.run("ls", "--region", "cn-beijing").refused(shell.StatusFailed, says+"0 of ")
		w.run("ls", "-o", "json").ended(shell.StatusPartly, says+"0 of ")
	})
}

// What the cloud tells oddly is blank, and said; the list is whole.
func TestOddRowsAreSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud, wire := ecssim.New(ecssim.Config{Instances: 8, Regions: 1}), pipenet.Listen()
		server := shell.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			cloud.ServeHTTP(rec, r)
			body := bytes.ReplaceAll(rec.Body.Bytes(), []byte(`"Cpu":`), []byte(`"Cpu":-`))
			body = bytes.Replace(body, []byte(`"Tags":{`), []byte(`"Tags":["a"],"Was":{`), 1)
			w.Write(body)
		}))
		go server.Serve(wire)
		defer server.Close()
		key, _ := cloud.Keys()
		env := shell.Env{
			Environ:  []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80", "ALIBABA_CLOUD_ACCESS_KEY_ID=" + key.ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + key.Secret},
			Home:     t.TempDir(),
			In:       strings.NewReader(""),
			Terminal: func(any) bool { return false },
			Dial:     wire.Dial,
		}
		r := run(t, env, "ls", "-o", "json").ended(shell.StatusDone, "can't be read in part, which is blank: ", "Cpu: -", "so it is with 5 more instances")
		list := read[[]record.Instance](r)
		for _, in := range list {
			if in.CPU != nil || in.MemoryMiB == nil {
				t.Errorf("%+v", in)
			}
		}
		if n := strings.Count(r.err, "\n"); n != 4 || len(list) != 8 {
			t.Errorf("%d instances, %d lines:\n%s", len(list), n, r.err)
		}
		odd := 0
		for _, in := range list {
			if r := run(t, env, "show", in.ID).ended(shell.StatusDone); strings.Contains(r.err, `Tags: ["a"]; Cpu: -`) {
				odd++
			}
		}
		if odd != 1 {
			t.Errorf("%d instances have odd tags, want 1", odd)
		}
	})
}
