package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
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
	"ui/cli":                    {"model", "ui/term", "ui/text", "keymap", "ui/config", "ui/when", "ecsapi", "ecsapi/fleet", "ecsapi/fleet/journal", "ecsapi/filter", "ecsapi/spot", "ecsapi/spot/store", "ecsapi/ecssim", "ecsapi/ecssim/world", "ecsapi/catalog"},
	"model":                     {"ui/term", "ui/text", "ui/when", "keymap", "ecsapi", "ecsapi/fleet", "ecsapi/filter", "ecsapi/spot"},
	"ui/term":                   {},
	"ui/text":                   {},
	"ui/config":                 {"keymap"},
	"ui/when":                   {},
	"keymap":                    {},
	"ecsapi":                    {"ecsapi/internal/quiet"},
	"ecsapi/internal/quiet":     {},
	"ecsapi/fleet":              {"ecsapi", "ecsapi/filter", "ecsapi/spot", "ecsapi/spot/store", "ecsapi/fleet/journal"},
	"ecsapi/fleet/journal":      {},
	"ecsapi/filter":             {},
	"ecsapi/spot":               {},
	"ecsapi/spot/store":         {"ecsapi/spot"},
	"ecsapi/catalog":            {},
	"ecsapi/ecssim":             {"ecsapi/catalog", "ecsapi/ecssim/rpc", "ecsapi/ecssim/hash", "ecsapi/ecssim/world", "ecsapi/ecssim/compute", "ecsapi/ecssim/storage", "ecsapi/ecssim/network", "ecsapi/ecssim/offers"},
	"ecsapi/ecssim/rpc":         {},
	"ecsapi/ecssim/hash":        {},
	"ecsapi/ecssim/market":      {"ecsapi/catalog", "ecsapi/ecssim/hash"},
	"ecsapi/ecssim/world":       {"ecsapi/catalog", "ecsapi/ecssim/rpc", "ecsapi/ecssim/hash", "ecsapi/ecssim/market"},
	"ecsapi/ecssim/compute":     {"ecsapi/ecssim/rpc", "ecsapi/ecssim/hash", "ecsapi/ecssim/market", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/storage":     {"ecsapi/ecssim/rpc", "ecsapi/ecssim/hash", "ecsapi/ecssim/market", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/network":     {"ecsapi/ecssim/rpc", "ecsapi/ecssim/hash", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/offers":      {"ecsapi/catalog", "ecsapi/ecssim/rpc", "ecsapi/ecssim/hash", "ecsapi/ecssim/market", "ecsapi/ecssim/world"},
	"ecsapi/ecssim/conformance": {},
	"ecsapi/pipenet":            {},
	"ecsapi/randtest":           {},
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
		// The engine serves the headless commands too; the toolkit draws for
		// whoever asks.
		if (strings.HasPrefix(name, "ecsapi") || strings.HasPrefix(name, "ui/") && name != "ui/cli" || name == "keymap") && slices.Contains(p.Deps, tea) {
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

// A fuzzed package is compiled anew with instruments; the SDK takes a minute.
func TestFuzzedPackagesDoNotCompileTheSDK(t *testing.T) {
	for _, p := range list(t, "-test", "-deps=false", "./ecsapi/filter", "./ecsapi/ecssim/rpc", "./ecsapi/ecssim/compute", "./ecsapi/fleet/journal", "./ecsapi/spot", "./ecsapi/spot/store", "./ui") {
		for _, d := range p.Deps {
			if strings.HasPrefix(d, "github.com/aliyun/") {
				t.Errorf("%s compiles %s", p.ImportPath, d)
				break
			}
		}
	}
}
