package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"ecsdeck/ui/record"
)

// Tables tell times by this machine's clock and name its zone, JSON is in UTC.
func TestTablesTellTheZoneOfTimes(t *testing.T) {
	_, cloud := smallSim(t)
	home := "HOME=" + t.TempDir()
	for place, zone := range map[string]string{"Asia/Shanghai": "CST +08:00", "UTC": "UTC"} {
		local, err := time.LoadLocation(place)
		if err != nil {
			t.Fatal(err)
		}
		run := func(args ...string) string {
			t.Helper()
			out, err := command(t, append(cloud, home, "TZ="+place), args...).Output()
			if err != nil {
				t.Fatal(args, err)
			}
			return string(out)
		}
		var all []record.Instance
		if err := json.Unmarshal([]byte(run("ls", "--all-regions", "-o", "json")), &all); err != nil {
			t.Fatal(err)
		}
		created, err := time.Parse("2006-01-02T15:04:05Z", *all[0].Created)
		if err != nil {
			t.Error(err)
		}
		if out := run("ls", "--all-regions", "--columns", "id,created"); !strings.Contains(out, "CREATED ("+zone+")") || !strings.Contains(out, all[0].ID+"  "+created.In(local).Format("2006-01-02 15:04")) {
			t.Errorf("in %s %s is created %s:\n%s", place, all[0].ID, created, out)
		}
		run("tag", "crew="+local.String(), all[0].ID, "--yes", "--wait")
		now := time.Now().In(local)
		for _, args := range [][]string{{"jobs"}, {"jobs", "--since", "1h"}} {
			if out := run(args...); !strings.Contains(out, "BEGUN ("+zone+")") || !strings.Contains(out, now.Format("2006-01-02 ")) {
				t.Errorf("in %s %q:\n%s", place, args, out)
			}
		}
		if out := run("jobs", "1"); !strings.Contains(out, "SENT ("+zone+")") || !strings.Contains(out, zone+", over") {
			t.Errorf("in %s job 1:\n%s", place, out)
		}
	}
}
