package randtest

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestInput fails where the tests below run it, and says its input.
func TestInput(t *testing.T) {
	if os.Getenv("RANDTEST") == "" {
		t.Skip("run by other tests")
	}
	t.Run("part", func(t *testing.T) {
		r := New(t, "STEPS", "UNSET")
		t.Log("input", r.Uint64())
		switch os.Getenv("RANDTEST") {
		case "fail":
			t.Error("failed")
		case "panic":
			done := make(chan bool)
			go func() { panic("elsewhere") }()
			<-done
		}
	})
}

// again runs TestInput in a process of its own.
func again(t *testing.T, env ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestInput$", "-test.v", "-test.short")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if out := string(out); (err == nil) != strings.Contains(out, "--- PASS: TestInput ") {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

func found(t *testing.T, pattern, text string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no %s in\n%s", pattern, text)
	}
	return m[1]
}

func TestTheSeedDecidesTheInput(t *testing.T) {
	input := func(seed string) string {
		return found(t, `input (\d+)`, again(t, "RANDTEST=pass", "SEED="+seed))
	}
	if a, b := input(""), input("1"); a != b {
		t.Errorf("without a seed %s, with the usual one %s", a, b)
	}
	if a, b := input("2"), input("3"); a == b {
		t.Errorf("two seeds give %s", a)
	}
	if a, b := input("random"), input("random"); a == b {
		t.Errorf("twice drawn is %s", a)
	}
	out := again(t, "RANDTEST=pass", "SEED=x")
	if !strings.Contains(out, "SEED=x is neither a number nor random") {
		t.Errorf("a seed that is none:\n%s", out)
	}
}

func TestAFailureSaysHowToRepeatIt(t *testing.T) {
	const line = `(SEED=\d+ STEPS=9 go test \./ecsapi/randtest -short -run '\^TestInput\$')`
	out := again(t, "RANDTEST=fail", "SEED=12", "STEPS=9", "UNSET=")
	if got := found(t, "to repeat it: "+line, out); !strings.HasPrefix(got, "SEED=12 ") {
		t.Errorf("repeated by %s", got)
	}
	if out := again(t, "RANDTEST=pass", "SEED=12"); strings.Contains(out, "to repeat it") {
		t.Errorf("a test that passes:\n%s", out)
	}
	// What was drawn is said, and repeats the input, though a panic ends the process.
	out = again(t, "RANDTEST=fail", "SEED=random", "STEPS=9", "UNSET=")
	other := found(t, line, again(t, "RANDTEST=panic", "SEED=random", "STEPS=9", "UNSET="))
	drawn := found(t, `to repeat it: SEED=(\d+)`, out)
	if strings.HasPrefix(other, "SEED="+drawn+" ") {
		t.Errorf("%s is drawn twice", drawn)
	}
	first, second := found(t, `input (\d+)`, out), found(t, `input (\d+)`, again(t, "RANDTEST=pass", "SEED="+drawn))
	if first != second {
		t.Errorf("drawn %s, repeated %s", first, second)
	}
}
