package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pkg is what `go list -json` tells of a package.
type pkg struct {
	ImportPath                string
	Imports, Deps             []string
	TestImports, XTestImports []string
	Module                    *struct{ Path, Version string }
}

func list(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json"}, args...)...)
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var all []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// arrows says which of our packages a package may import. A package that is
// not here must be added with a reason.
var arrows = map[string][]string{
	"ecsdeck":                   {"ui/cli"},
	"ui/cli":                    {"ui/cli/bench", "ui/cli/shell", "ui/cli/sim", "ui/cli/spot", "model", "model/deck", "ui/brief", "ui/config", "ui/record", "ui/term", "ui/tty", "ui/when", "ecsapi", "ecsapi/fleet", "ecsapi/fleet/engine", "ecsapi/fleet/journal", "ecsapi/login", "ecsapi/message", "ecsapi/op", "ecsapi/ratelimit"},
	"ui/cli/bench":              {"ui/cli/shell", "model", "model/deck", "ui/term", "ui/text", "keymap", "ecsapi", "ecsapi/catalog", "ecsapi/fleet", "ecsapi/fleet/engine", "ecsapi/fleet/spotdata", "ecsapi/message"},
	"ui/cli/shell":              {"ui/atomicfile", "ui/brief", "ui/config", "ui/record", "ui/term", "ui/text", "ui/when", "keymap", "ecsapi", "ecsapi/catalog", "ecsapi/ecssim", "ecsapi/filter", "ecsapi/fleet", "ecsapi/fleet/engine", "ecsapi/fleet/journal", "ecsapi/login", "ecsapi/message", "ecsapi/ratelimit", "ecsapi/regular", "ecsapi/spot/store"},
	"ui/cli/sim":                {"ui/cli/shell", "ui/atomicfile", "ui/record", "ui/text", "ecsapi/catalog", "ecsapi/ecssim", "ecsapi/ecssim/world", "ecsapi/message"},
	"ui/cli/spot":               {"ui/cli/shell", "ui/record", "ui/term", "ui/when", "ecsapi", "ecsapi/catalog", "ecsapi/fleet", "ecsapi/fleet/engine", "ecsapi/fleet/spotdata", "ecsapi/message", "ecsapi/op", "ecsapi/spot", "ecsapi/spot/store"},
	"model":                     {"model/action", "model/calls", "model/columnform", "model/copymenu", "model/create", "model/deck", "model/instance", "model/jobs", "model/palette", "model/plan", "model/reclaims", "model/renewals", "model/spotboard", "ui/brief", "ui/record", "ui/term", "ui/tty", "keymap", "ecsapi", "ecsapi/filter", "ecsapi/fleet", "ecsapi/fleet/engine", "ecsapi/login", "ecsapi/message", "ecsapi/op", "ecsapi/spot"},
	"model/action":              {"model/deck", "model/form", "model/plan", "ui/brief", "ui/term", "ui/when", "keymap", "ecsapi", "ecsapi/fleet", "ecsapi/message", "ecsapi/op"},
	"model/calls":               {"model/deck", "ui/record", "ui/term", "ecsapi", "ecsapi/filter"},
	"model/columnform":          {"model/deck", "ui/term"},
	"model/copymenu":            {"model/deck", "ui/term"},
	"model/create":              {"model/deck", "model/form", "model/plan", "ui/term", "ui/when", "keymap", "ecsapi", "ecsapi/fleet", "ecsapi/message", "ecsapi/op", "ecsapi/spot"},
	"model/deck":                {"ui/brief", "ui/record", "ui/term", "ui/text", "ui/tty", "ui/when", "keymap", "ecsapi", "ecsapi/filter", "ecsapi/fleet", "ecsapi/fleet/engine", "ecsapi/message", "ecsapi/op"},
	"model/form":                {"model/deck", "ui/term", "ui/text", "keymap", "ecsapi/filter"},
	"model/instance":            {"model/create", "model/deck", "ui/record", "ui/term", "ecsapi", "ecsapi/filter", "ecsapi/fleet"},
	"model/jobs":                {"model/deck", "model/plan", "ui/brief", "ui/term", "ecsapi", "ecsapi/filter", "ecsapi/fleet", "ecsapi/op"},
	"model/palette":             {"model/deck", "ui/term", "ecsapi/fleet", "ecsapi/message"},
	"model/plan":                {"model/deck", "ui/brief", "ui/term", "keymap", "ecsapi", "ecsapi/fleet", "ecsapi/op"},
	"model/reclaims":            {"model/create", "model/deck", "model/form", "ui/record", "ui/term", "ecsapi", "ecsapi/filter", "ecsapi/fleet", "ecsapi/message", "ecsapi/op"},
	"model/renewals":            {"model/deck", "ui/record", "ui/term", "ecsapi", "ecsapi/filter", "ecsapi/fleet"},
	"model/spotboard":           {"model/create", "model/deck", "model/form", "ui/record", "ui/term", "ecsapi", "ecsapi/filter", "ecsapi/fleet", "ecsapi/spot"},
	"ui/atomicfile":             {},
	"ui/brief":                  {"ui/term", "ui/text", "ui/when", "ecsapi", "ecsapi/fleet", "ecsapi/message", "ecsapi/op"}, // of ui/term how prices and durations are written
	"ui/config":                 {"ui/atomicfile", "keymap", "ecsapi/message", "ecsapi/regular"},
	"ui/record":                 {"ecsapi", "ecsapi/fleet", "ecsapi/message"},
	"ui/term":                   {},
	"ui/text":                   {"ecsapi/message"},
	"ui/tty":                    {},
	"ui/when":                   {"ecsapi/message"},
	"keymap":                    {"ecsapi/message"},
	"ecsapi":                    {"ecsapi/catalog", "ecsapi/internal/clock", "ecsapi/internal/group", "ecsapi/internal/gunzip", "ecsapi/internal/jsonscan", "ecsapi/internal/quiet", "ecsapi/message", "ecsapi/ratelimit", "ecsapi/spot"},
	"ecsapi/catalog":            {},
	"ecsapi/ecssim":             {"ecsapi/catalog", "ecsapi/ecssim/compute", "ecsapi/ecssim/hash", "ecsapi/ecssim/network", "ecsapi/ecssim/offers", "ecsapi/ecssim/rpc", "ecsapi/ecssim/storage", "ecsapi/ecssim/sts", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/compute":     {"ecsapi/ecssim/hash", "ecsapi/ecssim/market", "ecsapi/ecssim/rpc", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/conformance": {},
	"ecsapi/ecssim/hash":        {},
	"ecsapi/ecssim/market":      {"ecsapi/catalog", "ecsapi/ecssim/hash"},
	"ecsapi/ecssim/network":     {"ecsapi/ecssim/hash", "ecsapi/ecssim/rpc", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/offers":      {"ecsapi/catalog", "ecsapi/ecssim/hash", "ecsapi/ecssim/market", "ecsapi/ecssim/rpc", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/rpc":         {},
	"ecsapi/ecssim/storage":     {"ecsapi/ecssim/hash", "ecsapi/ecssim/market", "ecsapi/ecssim/rpc", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/sts":         {"ecsapi/ecssim/hash", "ecsapi/ecssim/rpc", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/world":       {"ecsapi/catalog", "ecsapi/ecssim/hash", "ecsapi/ecssim/market", "ecsapi/ecssim/rpc", "ecsapi/message"},
	"ecsapi/filter":             {"ecsapi/message"},
	"ecsapi/fleet":              {"ecsapi", "ecsapi/filter", "ecsapi/message", "ecsapi/spot"},
	"ecsapi/fleet/engine":       {"ecsapi", "ecsapi/fleet", "ecsapi/fleet/journal", "ecsapi/fleet/offers", "ecsapi/fleet/runner", "ecsapi/fleet/spotdata", "ecsapi/fleet/task", "ecsapi/message", "ecsapi/op", "ecsapi/spot/store"},
	"ecsapi/fleet/journal":      {"ecsapi/message", "ecsapi/regular"},
	"ecsapi/fleet/offers":       {"ecsapi", "ecsapi/fleet", "ecsapi/message"},
	"ecsapi/fleet/runner":       {"ecsapi/message"},
	"ecsapi/fleet/spotdata":     {"ecsapi", "ecsapi/fleet", "ecsapi/fleet/task", "ecsapi/spot", "ecsapi/spot/store"},
	"ecsapi/fleet/task":         {"ecsapi"},
	"ecsapi/internal/clock":     {},
	"ecsapi/internal/group":     {},
	"ecsapi/internal/gunzip":    {},
	"ecsapi/internal/jsonscan":  {},
	"ecsapi/internal/quiet":     {},
	"ecsapi/login":              {"ecsapi", "ecsapi/fleet/runner", "ecsapi/message", "ecsapi/regular"},
	"ecsapi/message":            {},
	"ecsapi/op":                 {"ecsapi", "ecsapi/fleet", "ecsapi/message"},
	"ecsapi/pipenet":            {},
	"ecsapi/randtest":           {},
	"ecsapi/ratelimit":          {},
	"ecsapi/regular":            {"ecsapi/message"},
	"ecsapi/spot":               {},
	"ecsapi/spot/store":         {"ecsapi/message", "ecsapi/regular", "ecsapi/spot"},
	"ecsapi/wiretest":           {},
	"screenshots":               {}, // runs the program, imports nothing of it
}

func TestArrowsOfTheHouse(t *testing.T) {
	const tea, sdk = "charm.land/bubbletea/v2", "github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	for _, p := range list(t, "./...") {
		name := strings.TrimPrefix(p.ImportPath, "ecsdeck/")
		allowed, known := arrows[name]
		if !known {
			t.Errorf("%s has no place in the house", name)
		}
		for _, i := range p.Imports {
			if ours, ok := strings.CutPrefix(i, "ecsdeck/"); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s must not import %s", name, ours)
			}
		}
		for _, i := range allowed {
			if !slices.Contains(p.Imports, "ecsdeck/"+i) {
				t.Errorf("%s does not import %s any more: take the arrow away", name, i)
			}
		}
		// The engine serves the headless commands too; the toolkit draws for
		// whoever asks. What measures the deck runs it.
		if (strings.HasPrefix(name, "ecsapi") || strings.HasPrefix(name, "ui/") && name != "ui/cli" && name != "ui/cli/bench" || name == "keymap") && slices.Contains(p.Deps, tea) {
			t.Errorf("%s depends on the event loop", name)
		}
		if strings.HasPrefix(name, "ecsapi/ecssim") && slices.Contains(p.Deps, sdk) {
			t.Errorf("%s depends on the SDK: it must read the protocol by itself", name)
		}
	}
}

// The version of the renderer decides the bytes on the wire: newer ones repaint
// every row that holds a wide rune, 11,119 bytes for an update that costs 712.
func TestRendererIsThePinnedOne(t *testing.T) {
	pinned := map[string]string{
		"charm.land/bubbletea/v2":                "v2.0.10",
		"charm.land/lipgloss/v2":                 "v2.0.5",
		"charm.land/bubbles/v2":                  "v2.2.1",
		"github.com/charmbracelet/ultraviolet":   "v0.0.0-20260703014108-f5a850f9c2b7",
		"github.com/aliyun/alibaba-cloud-sdk-go": "v1.63.107",
	}
	seen := map[string]bool{}
	for _, p := range list(t, "-deps", ".") {
		if p.Module == nil || pinned[p.Module.Path] == "" || seen[p.Module.Path] {
			continue
		}
		seen[p.Module.Path] = true
		if p.Module.Version != pinned[p.Module.Path] {
			t.Errorf("%s is %s, pinned is %s; move only when the bytes on the wire allow", p.Module.Path, p.Module.Version, pinned[p.Module.Path])
		}
	}
	if len(seen) != len(pinned) {
		t.Errorf("only %v of the pinned modules are built in", seen)
	}
}

// The typed calls of the SDK are 897 files: half of the time of the first build
// and half of the program.
func TestProgramIsBuiltWithoutTypedCalls(t *testing.T) {
	for _, p := range list(t, "-deps", ".") {
		if strings.HasPrefix(p.ImportPath, "github.com/aliyun/alibaba-cloud-sdk-go/services/") {
			t.Errorf("the program depends on %s: ecsapi makes its requests itself", p.ImportPath)
		}
	}
	typed := []string{"ecsapi/ecssim/conformance", "ecsapi/wiretest"}
	for _, p := range list(t, "./...") {
		name := strings.TrimPrefix(p.ImportPath, "ecsdeck/")
		for _, i := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if strings.Contains(i, "alibaba-cloud-sdk-go/services/") && !slices.Contains(typed, name) {
				t.Errorf("%s, or its tests, must not import %s", name, i)
			}
		}
	}
}

// A template anywhere in the program, or typed calls of the SDK, would make it
// some megabytes larger at once. Half a megabyte is the terminal that `ecsdeck bench`
// looks at, and what packs the simulated cloud's answers in half the time; another half
// chooses, orders and shapes what commands print.
func TestProgramIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("links the program")
	}
	const most = 22_600_000
	program := filepath.Join(t.TempDir(), "ecsdeck")
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, ".")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > most {
		t.Errorf("the stripped program has %d bytes, more than %d", info.Size(), most)
	}
}

// A fuzzed package is compiled anew with instruments; the SDK takes a minute.
func TestFuzzedPackagesDoNotCompileTheSDK(t *testing.T) {
	for _, p := range list(t, "-test", "-deps=false", "./ecsapi/filter", "./ecsapi/ecssim/rpc", "./ecsapi/ecssim/compute", "./ecsapi/fleet/journal", "./ecsapi/spot", "./ecsapi/spot/store", "./ui/term") {
		for _, d := range p.Deps {
			if strings.HasPrefix(d, "github.com/aliyun/") {
				t.Errorf("%s compiles %s", p.ImportPath, d)
				break
			}
		}
	}
}
