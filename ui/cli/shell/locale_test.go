package shell

import "testing"

func TestLettersOfALocale(t *testing.T) {
	for _, c := range []struct {
		environ []string
		want    bool
	}{
		{nil, true}, {[]string{"LANG="}, true}, {[]string{"LANG=en_US.UTF-8"}, true}, {[]string{"LANG=zh_CN.utf8"}, true}, {[]string{"LC_CTYPE=UTF-8"}, true},
		{[]string{"LANG=C.UTF-8"}, true}, {[]string{"LANG=sr_RS.UTF-8@latin"}, true}, {[]string{"LANG=C", "LC_ALL=C.utf8"}, true}, {[]string{"LANG=en_US"}, true},
		{[]string{"LANG=C"}, false}, {[]string{"LANG=en_US.UTF-8", "LC_ALL=C"}, false}, {[]string{"LC_ALL=POSIX"}, false},
		{[]string{"LANG=de_DE.ISO-8859-1"}, false}, {[]string{"LANG=zh_CN.GB18030", "LC_MESSAGES=C.UTF-8"}, false},
	} {
		if got := (Env{Environ: c.environ}).UTF8(); got != c.want {
			t.Errorf("%q: %v, want %v", c.environ, got, c.want)
		}
	}
}
