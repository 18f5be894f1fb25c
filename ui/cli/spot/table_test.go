package spot

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/spot"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/term"
)

// The table keeps what decides on a terminal of any width, and none is too wide.
func TestSpotTableFits(t *testing.T) {
	now := time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC)
	samples := []spot.Sample{{At: now.Add(-100 * time.Hour), Price: 124_000, Origin: 620_000}, {At: now.Add(-30 * time.Hour), Price: 310_000, Origin: 620_000}, {At: now.Add(-29 * time.Hour), Price: 126_500, Origin: 620_000}}
	series := []zoneSeries{{"cn-hangzhou", "cn-hangzhou-h", "ecs.g7.large", "CNY", 3, spot.NewSeries(samples)}}
	m := &options{Query: &shell.Query{App: shell.New(nil, shell.Env{})}, windows: []time.Duration{72 * time.Hour}, jobs: []time.Duration{6 * time.Hour}, wishes: []float64{95}}
	for width, want := range map[int]string{
		60:  "cn-hangzhou-h  ecs.g7.large     72h  0.1265▼  0.127",
		80:  "cn-hangzhou-h  ecs.g7.large     72h  0.1265▼  ▂▂▂▂▂▂▂▅▂▂▂▂  0.128  0.127     89%",
		200: "cn-hangzhou-h  ecs.g7.large     2    8     72h  0.1265▼      0.620  80%  0.063",
	} {
		var out strings.Builder
		m.App.Out = &out
		table := shell.NewTable(m.OutputFlags(&cobra.Command{}, shell.FormTable), m.table(m.rows(series, now), width)...)
		if err := table.Write(m.rows(series, now)); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		for _, line := range lines {
			if term.Width(line) > width {
				t.Errorf("%d columns of %d: %q", term.Width(line), width, line)
			}
		}
		if !strings.HasPrefix(lines[1], want) {
			t.Errorf("%d columns:\ngot  %q\nwant %q", width, lines[1], want)
		}
	}
}
