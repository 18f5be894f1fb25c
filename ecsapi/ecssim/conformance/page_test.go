package conformance

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim"
)

// pageExamples are the programs of CLIENTS.md that run here, by heading, and
// what runs them.
var pageExamples = []struct {
	heading, language string
	command           func(t *testing.T, program string) *exec.Cmd
}{
	{"Go, alibaba-cloud-sdk-go", "go", goRun},
	{"Node, pop-core", "js", nodeRun},
	{"Node, ecs20140526", "js", nodeRun},
	{"Python, Apache Libcloud", "python", func(t *testing.T, _ string) *exec.Cmd { return exec.Command(python(t), "-") }},
}

func nodeRun(t *testing.T, _ string) *exec.Cmd {
	cmd := exec.Command(node(t), "-")
	cmd.Dir = filepath.Join("testdata", "node") // where it finds its modules
	return cmd
}

func goRun(t *testing.T, program string) *exec.Cmd {
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	return exec.Command("go", "run", file)
}

// What CLIENTS.md shows runs as it stands there, and prints what it says there.
func TestPageOfClients(t *testing.T) {
	b, err := os.ReadFile("../../../CLIENTS.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	want := block(page, "text")
	a := open(t, ecssim.Config{})
	for _, example := range pageExamples {
		t.Run(example.heading, func(t *testing.T) {
			_, section, found := strings.Cut(page, "\n## "+example.heading+"\n")
			program := block(section, example.language)
			if !found || program == "" {
				t.Fatal("the page has no such example")
			}
			cmd := example.command(t, program)
			cmd.Stdin = strings.NewReader(program)
			cmd.Env = append(os.Environ(), "ECSDECK_ENDPOINT=http://"+a.host,
				"ALIBABA_CLOUD_ACCESS_KEY_ID="+a.key.ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+a.key.Secret)
			var complaints bytes.Buffer
			cmd.Stderr = &complaints
			printed, err := cmd.Output()
			if err != nil || string(printed) != want {
				t.Errorf("it printed\n%s\nnot\n%s\n%v %s", printed, want, err, complaints.String())
			}
		})
	}
}

// block is the first block of code in a language.
func block(page, language string) string {
	m := regexp.MustCompile("(?s)\n```" + language + "\n(.*?)```\n").FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1]
}
