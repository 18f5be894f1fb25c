package shell

import "testing"

func TestFolders(t *testing.T) {
	for name, want := range map[string]string{
		"prod":           "prod",
		"127.0.0.1:80":   "127.0.0.1%3A80",
		"a/b":            "a%2Fb",
		"..":             "%2E.",
		"100%":           "100%25",
		"名":              "%E5%90%8D",
		"aliyuncs.com":   "aliyuncs.com",
		"key-LTAI-x_y.z": "key-LTAI-x_y.z",
	} {
		if got := Folder(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
