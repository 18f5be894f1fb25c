package sim

import (
	"bytes"
	"crypto/tls"
	"testing"

	"ecsdeck/ui/cli/shell"
)

func TestCertificateOfTwoNames(t *testing.T) {
	a := shell.New(nil, shell.Env{Home: t.TempDir()})
	shown := func(listen string) tls.Certificate {
		t.Helper()
		id, err := (&server{tls: true, App: a, listen: listen}).identity()
		if err != nil {
			t.Fatal(err)
		}
		return id.cert
	}
	first, both := shown("one.example:0"), shown("[fe80::2%eth0]:0")
	for _, host := range []string{"localhost", "one.example", "fe80::2"} {
		if err := both.Leaf.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
	if again := shown("one.example:0"); !bytes.Equal(again.Certificate[0], both.Certificate[0]) || bytes.Equal(again.Certificate[0], first.Certificate[0]) {
		t.Error("the two take turns")
	}
}
