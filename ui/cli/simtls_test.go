package cli

import (
	"bytes"
	"crypto/tls"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"ecsdeck/ui/cli/shell"
)

// certs starts a simulated cloud by HTTPS and ends it; it returns what it
// exports and said.
func certs(t *testing.T, status int, env shell.Env, args ...string) result {
	t.Helper()
	return ended(t, env, append([]string{"sim", "--listen", "127.0.0.1:0", "--instances", "0", "--regions", "1"}, args...)...).ended(status)
}

func TestDeckTrustsTheCertificate(t *testing.T) {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("here the system, not the environment, says who is trusted")
	}
	server, env := smallSim(t, "--tls")
	if !strings.HasPrefix(env[0], "ECSDECK_ENDPOINT=https://127.0.0.1:") || len(env) != 7 || !strings.HasPrefix(env[5], "SSL_CERT_FILE=/") {
		t.Fatalf("exports %q", env)
	}
	var said bytes.Buffer
	list := command(t, env, "ls", "-o", "csv")
	list.Stderr = &said
	out, err := list.Output()
	if err != nil || strings.Count(string(out), "\n") != 51 {
		t.Errorf("ls: %v %s\n%s", err, said.String(), clip(string(out)))
	}
	out, err = command(t, env[:5], "ls").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "certificate can't be verified") {
		t.Errorf("a client that trusts nobody: %v %s", err, out)
	}
	server.Process.Signal(syscall.SIGTERM)
	if err := server.Wait(); err != nil {
		t.Error(err)
	}
}

func TestCertificateIsKept(t *testing.T) {
	env := alone(t)
	dir := filepath.Join(env.Home, ".local", "state", "ecsdeck", "sim-tls")
	first := certs(t, shell.StatusDone, env, "--tls")
	cert := filepath.Join(dir, "cert.pem")
	if !strings.Contains(first.out, "\nexport SSL_CERT_FILE="+cert+" NODE_EXTRA_CA_CERTS="+cert+"\n") {
		t.Errorf("exports\n%s", first.out)
	}
	made := load(t, dir)
	certs(t, shell.StatusDone, env, "--tls")
	if !bytes.Equal(load(t, dir).Certificate[0], made.Certificate[0]) {
		t.Error("another certificate was made, and clients must trust it anew")
	}
	certs(t, shell.StatusDone, env, "--tls", "--listen", "localhost:0")
	if !bytes.Equal(load(t, dir).Certificate[0], made.Certificate[0]) {
		t.Error("another certificate was made for a name that the first one has")
	}
	if i, err := os.Stat(filepath.Join(dir, "key.pem")); err != nil || i.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v %v", i.Mode(), err)
	}
	for _, host := range []string{"localhost", "127.0.0.1", "::1"} {
		if err := made.Leaf.VerifyHostname(host); err != nil {
			t.Error(err)
		}
	}
	// A broken one is made anew.
	if err := os.WriteFile(cert, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	certs(t, shell.StatusDone, env, "--tls")
	load(t, dir)
}

func load(t *testing.T, dir string) tls.Certificate {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

func TestNamedCertificate(t *testing.T) {
	env, dir := alone(t), filepath.Join(t.TempDir(), "it's here")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	both := []string{"--tls-cert", cert, "--tls-key", key}
	first := certs(t, shell.StatusDone, env, both...)
	if !strings.Contains(first.out, "=https://") || !strings.Contains(first.out, `/it'\''s here/cert.pem' NODE_EXTRA_CA_CERTS='`) {
		t.Errorf("exports\n%s", first.out)
	}
	made := load(t, dir)
	certs(t, shell.StatusDone, env, both...)
	if !bytes.Equal(load(t, dir).Certificate[0], made.Certificate[0]) {
		t.Error("the files were not read but written again")
	}
	certs(t, shell.StatusUsage, env, "--tls-cert", cert).refused(shell.StatusUsage, "--tls-cert needs --tls-key")
	certs(t, shell.StatusUsage, env, "--tls-key", key).refused(shell.StatusUsage, "--tls-key needs --tls-cert")

	other := filepath.Join(dir, "other.pem")
	certs(t, shell.StatusFailed, env, "--tls-cert", cert, "--tls-key", other).refused(shell.StatusFailed, "there is a certificate "+cert+", and no key")
	certs(t, shell.StatusFailed, env, "--tls-cert", other, "--tls-key", key).refused(shell.StatusFailed, "there is a key "+key+", and no certificate")
	certs(t, shell.StatusFailed, env, "--tls-cert", key, "--tls-key", key).refused(shell.StatusFailed, "are no certificate and its key")
	away := filepath.Join(dir, "none", "x.pem")
	certs(t, shell.StatusFailed, env, "--tls-cert", away, "--tls-key", away).refused(shell.StatusFailed, "can't be written", "no such file")
	if _, err := os.Stat(other); !os.IsNotExist(err) {
		t.Error("half a pair was made")
	}
	left, _ := fs.Glob(os.DirFS(dir), ".*")
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
