package cli

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

// The README's policies allow the calls that there are, and no others.
func TestREADMEHasThePolicies(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var policies [][]string
	for _, block := range strings.Split(string(text), "```json\n")[1:] {
		var p struct {
			Version   string
			Statement []struct {
				Effect   string
				Action   []string
				Resource string
			}
		}
		block, _, _ = strings.Cut(block, "```")
		if err := json.Unmarshal([]byte(block), &p); err != nil || p.Version != "1" || len(p.Statement) != 1 || p.Statement[0].Effect != "Allow" || p.Statement[0].Resource != "*" {
			t.Fatalf("%v: %s", err, block)
		}
		policies = append(policies, slices.Sorted(slices.Values(p.Statement[0].Action)))
	}
	all := func(apis []string) (actions []string) {
		for _, api := range slices.Compact(slices.Sorted(slices.Values(apis))) {
			actions = append(actions, "ecs:"+api)
		}
		return actions
	}
	var writes []string
	for _, spec := range op.All() {
		writes = append(writes, spec.APIs...)
	}
	if want := [][]string{all(ecsapi.Reads), all(writes)}; !reflect.DeepEqual(policies, want) {
		t.Errorf("the policies allow\n%q, want\n%q", policies, want)
	}
}

// The README names every command.
func TestREADMEHasTheCommands(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range tree(shell.New(nil, alone(t))).Commands() {
		named := false
		for _, form := range []string{"`" + c.Name() + "`", "`" + c.Name() + " ", "ecsdeck " + c.Name() + " ", "ecsdeck " + c.Name() + "`"} {
			named = named || strings.Contains(string(text), form)
		}
		if !named && c.IsAvailableCommand() && c.Name() != "version" && c.Name() != "help" {
			t.Errorf("the README lacks %q", c.Name())
		}
	}
}

// The README and the sample of settings tell of the same ways to log in, in the same
// order, and of every mode.
func TestREADMEAndSampleTellOfLogins(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`--profile|current|~/\.[a-z]+/[a-z.]+|[A-Z]*(?:_[A-Z]+)+`)
	rows := func(text, after, before string, row *regexp.Regexp) (order []string) {
		_, text, _ = strings.Cut(text, after)
		text, _, _ = strings.Cut(text, before)
		for _, m := range row.FindAllStringSubmatch(text, -1) {
			order = append(order, names.FindString(m[1]))
		}
		return order
	}
	readme := rows(string(text), "The first of these that there is logs in:\n", "\nVariables", regexp.MustCompile(`(?m)^\| (.*[a-z_A-Z].*) \|.*$`))
	sample := rows(config.Sample, "The first of these that there is acts:\n", "# Modes", regexp.MustCompile("(?m)^#   (.*)$"))
	want := []string{
		"--profile", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ROLE_ARN", "ALIBABACLOUD_PROFILE", "current",
		"~/.alibabacloud/credentials", "ALIBABA_CLOUD_ECS_METADATA", "ALIBABA_CLOUD_CREDENTIALS_URI",
	}
	if !slices.Equal(readme, want) || !slices.Equal(sample, want) {
		t.Errorf("the README tells\n%q, the sample\n%q, want\n%q", readme, sample, want)
	}
	_, modes, _ := strings.Cut(config.Sample, "# Modes of a profile: ")
	for _, m := range []login.Mode{login.AK, login.StsToken, login.RamRoleArn, login.EcsRamRole, login.RamRoleArnWithRole, login.ChainableRamRoleArn, login.OIDC, login.CredentialsURI, login.External, login.CloudSSO, login.OAuth} {
		if word := regexp.MustCompile(`\b` + string(m) + `\b`); !word.MatchString(modes) || !word.Match(text) {
			t.Errorf("they lack %s", m)
		}
	}
}
