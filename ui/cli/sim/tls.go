package sim

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"ecsdeck/ui/atomicfile"
	"ecsdeck/ui/cli/shell"
)

// How long a certificate that is made here is good for, and with how much left
// of that another one is made.
const (
	certLife = 365 * 24 * time.Hour
	certLeft = 7 * 24 * time.Hour
)

// identity is how the simulated cloud shows itself by HTTPS.
type identity struct {
	cert tls.Certificate
	file string // that a client must trust; "" when its own authorities do
	not  string // the address listened on, if the certificate is not for it
}

// identity reads the certificate, or makes one; by HTTP there is none. Without
// names of files it is kept with the rest of what ecsdeck keeps, so that clients
// go on trusting it.
func (f *server) identity() (*identity, error) {
	hosts := certHosts(f.listen)
	switch {
	case !f.tls:
		return &identity{}, nil
	case f.cert != "":
		return f.named(hosts)
	}
	root := f.StateRoot()
	if root == "" {
		return nil, shell.Usage(f.P.S("there is no home directory to keep a certificate in; --tls-cert and --tls-key say where"))
	}
	dir := filepath.Join(root, "sim-tls")
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	trouble := func(err error) error {
		return shell.Failed(f.P.S("no certificate can be kept in {dir}: {reason}", dir, shell.SystemCause(err)))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, trouble(err)
	}
	lock := flock.New(filepath.Join(dir, "lock"), flock.SetFlag(os.O_RDWR|os.O_CREATE), flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return nil, trouble(err)
	}
	defer lock.Unlock()
	// Whatever is amiss with one that was made here, another one is made, also for
	// the names it had: two that listen elsewhere shall not take turns.
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err == nil && serves(pair.Leaf, hosts) {
		return &identity{cert: pair, file: cert}, nil
	}
	if err == nil {
		hosts = slices.Compact(slices.Sorted(slices.Values(slices.Concat(hosts, namesOf(pair.Leaf)))))
	}
	if pair, err = makeCertificate(cert, key, hosts); err != nil {
		return nil, trouble(err)
	}
	return &identity{cert: pair, file: cert}, nil
}

// named reads the files that were named, or makes them if neither is there.
func (f *server) named(hosts []string) (*identity, error) {
	_, certErr := os.Stat(f.cert)
	_, keyErr := os.Stat(f.key)
	noCert, noKey := errors.Is(certErr, fs.ErrNotExist), errors.Is(keyErr, fs.ErrNotExist)
	switch {
	case noCert && noKey:
		pair, err := makeCertificate(f.cert, f.key, hosts)
		if err != nil {
			return nil, shell.Failed(f.P.S("the certificate can't be written: {error}", err))
		}
		return &identity{cert: pair, file: f.cert}, nil
	case noCert:
		return nil, shell.Failed(f.P.S("there is a key {key}, and no certificate {cert}; both are read, or both made", f.key, f.cert))
	case noKey:
		return nil, shell.Failed(f.P.S("there is a certificate {cert}, and no key {key}; both are read, or both made", f.cert, f.key))
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return nil, shell.Failed(f.P.S("{cert} and {key} are no certificate and its key: {error}", f.cert, f.key, err))
	}
	id := &identity{cert: pair}
	if string(pair.Leaf.RawIssuer) == string(pair.Leaf.RawSubject) {
		id.file = f.cert
	}
	if host := hosts[len(hosts)-1]; len(hosts) > len(certHosts("")) && pair.Leaf.VerifyHostname(host) != nil {
		id.not = host
	}
	if now := time.Now(); now.After(pair.Leaf.NotAfter) {
		return nil, shell.Failed(f.P.S("the certificate {cert} was good until {time}; without both files new ones are made",
			f.cert, pair.Leaf.NotAfter.UTC().Format(time.RFC3339)))
	}
	return id, nil
}

// certHosts are the names and addresses clients may use for where it listens.
func certHosts(listen string) []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	host, _, _ := net.SplitHostPort(listen)
	host, _, _ = strings.Cut(host, "%") // the zone of an address is its host's matter
	ip := net.ParseIP(host)
	if host != "" && (ip == nil || !ip.IsUnspecified()) && !slices.Contains(hosts, host) {
		hosts = append(hosts, host)
	}
	return hosts
}

// namesOf are the names and addresses a certificate is for.
func namesOf(leaf *x509.Certificate) []string {
	names := slices.Clone(leaf.DNSNames)
	for _, ip := range leaf.IPAddresses {
		names = append(names, ip.String())
	}
	return names
}

// serves is whether a certificate is good for some time and for all hosts.
func serves(leaf *x509.Certificate, hosts []string) bool {
	return time.Until(leaf.NotAfter) > certLeft && !time.Now().Before(leaf.NotBefore) &&
		!slices.ContainsFunc(hosts, func(host string) bool { return leaf.VerifyHostname(host) != nil })
}

// makeCertificate makes a certificate that vouches for itself and for nothing
// else: who trusts it trusts no other.
func makeCertificate(certFile, keyFile string, hosts []string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	template := &x509.Certificate{
		Subject:   pkix.Name{Organization: []string{"ecsdeck sim"}, CommonName: "localhost"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return tls.Certificate{}, err
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	if err := atomicfile.WriteBytes(keyFile, 0o600, keyPEM); err != nil {
		return tls.Certificate{}, err
	}
	if err := atomicfile.WriteBytes(certFile, 0o644, certPEM); err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(certPEM, keyPEM)
}
