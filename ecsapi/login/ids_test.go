package login

import (
	"os"
	"path/filepath"
	"testing"
)

// Two profiles that get their keys from different commands are two ways to log in: state
// is kept apart by the ID while it is not known whose account it is.
func TestIDsOfProcessesDiffer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config.json")
	os.WriteFile(file, []byte(`{"profiles":[
		{"name":"dev","mode":"External","process_command":"sso-keys dev"},
		{"name":"prod","mode":"External","process_command":"sso-keys prod"}]}`), 0o600)
	ids := map[string]string{}
	for _, name := range []string{"dev", "prod"} {
		l, err := Find(Lookup{Getenv: func(string) string { return "" }, Home: t.TempDir(), File: file, Profile: name})
		if err != nil {
			t.Fatal(err)
		}
		if other := ids[l.ID]; other != "" {
			t.Errorf("%s and %s are both %s", other, name, l.ID)
		}
		ids[l.ID] = name
	}
}
