package rpc

import (
	"net/http"
	"strings"
)

// ActionOf is the action a call asks for. Signature version 3 has it in a header, which it signs;
// elsewhere a header stands in for the parameter.
func ActionOf(r *http.Request, p Params) string { return named(r, p, "Action", "x-acs-action") }

// VersionOf is the version of the API a call asks for.
func VersionOf(r *http.Request, p Params) string { return named(r, p, "Version", "x-acs-version") }

func named(r *http.Request, p Params, name, header string) string {
	if byHeader(r) || p[name] == "" {
		return r.Header.Get(header)
	}
	return p[name]
}

// KeyIDOf is the access key id a request names: in the header of signature
// version 3, or in a parameter.
func KeyIDOf(r *http.Request, p Params) string {
	if !byHeader(r) {
		return p["AccessKeyId"]
	}
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	id, _, _ := strings.Cut(rest, ",")
	return strings.TrimSpace(id)
}
