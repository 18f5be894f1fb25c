// Command vulndb makes of the reports of golang.org/x/vulndb, a module like any other, the
// database that govulncheck reads: where vuln.go.dev can't be reached, the module proxy
// often can.
//
//	go run .ci/vulndb/main.go REPORTS DATABASE
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
)

type report struct {
	ID       string `json:"id"`
	Modified string `json:"modified"`
	Affected []struct {
		Package struct{ Name string }
		Ranges  []struct {
			Events []struct{ Fixed string }
		}
	}
}

type vuln struct {
	ID       string `json:"id"`
	Modified string `json:"modified"`
	Fixed    string `json:"fixed,omitempty"`
}

type module struct {
	Path  string `json:"path"`
	Vulns []vuln `json:"vulns"`
}

func main() {
	log.SetFlags(0)
	from, to := os.Args[1], os.Args[2]
	paths, err := filepath.Glob(filepath.Join(from, "*.json"))
	check(err)
	for _, dir := range []string{"index", "ID"} {
		check(os.MkdirAll(filepath.Join(to, dir), 0o755))
	}
	modules, newest := map[string]*module{}, ""
	for _, path := range paths {
		text, err := os.ReadFile(path)
		check(err)
		var r report
		check(json.Unmarshal(text, &r))
		check(os.WriteFile(filepath.Join(to, "ID", r.ID+".json"), text, 0o644))
		newest = max(newest, r.Modified)
		for _, a := range r.Affected {
			m := modules[a.Package.Name]
			if m == nil {
				m = &module{Path: a.Package.Name}
				modules[a.Package.Name] = m
			}
			fixed := ""
			for _, in := range a.Ranges {
				for _, e := range in.Events {
					if e.Fixed != "" {
						fixed = e.Fixed
					}
				}
			}
			m.Vulns = append(m.Vulns, vuln{r.ID, r.Modified, fixed})
		}
	}
	all := []*module{}
	for _, m := range modules {
		all = append(all, m)
	}
	write(filepath.Join(to, "index", "modules.json"), all)
	write(filepath.Join(to, "index", "db.json"), map[string]string{"modified": newest})
	log.Printf("%d reports on %d modules, the newest of %s", len(paths), len(all), newest)
}

func write(path string, v any) {
	text, err := json.Marshal(v)
	check(err)
	check(os.WriteFile(path, text, 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
