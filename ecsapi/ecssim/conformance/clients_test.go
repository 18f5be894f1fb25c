package conformance

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// The clients, each in the ways it can call.
var (
	popCore     = foreignClient{name: "pop-core by GET", command: node, dir: "node", args: []string{"pop-core.js", "GET"}, class: popCoreClass}
	popCorePost = foreignClient{name: "pop-core by POST", command: node, dir: "node", args: []string{"pop-core.js", "POST"}, class: popCoreClass}
	openAPI     = foreignClient{name: "ecs20140526, version 3", command: node, dir: "node", args: []string{"ecs20140526.js", "V3"}, class: openAPIClass, retries: true}
	openAPIv1   = foreignClient{name: "ecs20140526, version 1", command: node, dir: "node", args: []string{"ecs20140526.js", "V1"}, class: openAPIClass, retries: true}
	libcloud    = foreignClient{name: "libcloud", command: python, dir: "python", args: []string{"ecs.py"}, class: libcloudClass, text: inXML, unpacks: true}
)

func popCoreClass(e foreignError) string { return e.Code + "Error" }

func openAPIClass(e foreignError) string {
	switch {
	case strings.HasPrefix(e.Code, "Throttling"):
		return "ThrottlingError"
	case e.Status < 500:
		return "ClientError"
	}
	return "ServerError"
}

func libcloudClass(foreignError) string { return "BaseHTTPError" }

// inXML is a text as XML can hold it: what may not stand there is U+FFFD.
func inXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\ufffe' || r == '\uffff' {
			return '\ufffd'
		}
		return r
	}, s)
}

// Clients that nobody here wrote can't tell the simulated endpoint from the
// cloud. What they saw is compared with what the SDK for Go reads of the same
// cloud, and with what the cloud was asked.
func TestForeignClients(t *testing.T) {
	for _, client := range []foreignClient{popCore, popCorePost, openAPI, openAPIv1, libcloud} {
		t.Run(client.name, func(t *testing.T) {
			p := foreign(t, client)
			for _, test := range foreignTests {
				t.Run(test.name, func(t *testing.T) { test.run(t, p, client) })
			}
		})
	}
}

var foreignTests = []struct {
	name string
	run  func(t *testing.T, p *program, client foreignClient)
}{
	{"regions", foreignRegions},
	{"pages", foreignPages},
	{"odd characters", foreignOddCharacters},
	{"hostile names", foreignHostileNames},
	{"life of an instance", foreignLife},
	{"spot history", foreignSpotHistory},
	{"keys", foreignKeys},
	{"temporary key", foreignTemporaryKey},
	{"errors", foreignErrors},
	{"lost answer", foreignLostAnswer},
	{"connection", foreignConnection},
}

// asked is how often an action was called.
func (a *account) asked(action string) int { return int(a.cloud.Stats().Calls[action]) }

// same complains when a client saw something else than there is.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: the client saw\n%q\nof\n%q", what, got, want)
	}
}

// pop-core leaves it to a person to compare the server's string to sign with
// its own: they are the same, so it is the secret that is wrong.
func TestPopCoreShowsTheServersStringToSign(t *testing.T) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	c := a.by(foreign(t, popCore)).as(rpc.Key{ID: a.key.ID, Secret: "wrong"})
	e := c.refused("DescribeInstances", with{"RegionId": hangzhou, "Tag": []with{{"Key": "a b*~", "Value": "负责人"}}})
	_, said, _ := strings.Cut(e.Message, "server string to sign is:")
	servers, address, _ := strings.Cut(said, ", URL: ")
	_, query, _ := strings.Cut(address, "/?")
	signed, _, _ := strings.Cut(query, "&Signature=")
	if own := "GET&%2F&" + strings.ReplaceAll(url.QueryEscape(signed), "+", "%20"); servers == "" || servers != own {
		t.Errorf("the server signs\n%s\nnot\n%s", servers, own)
	}
}
