package ecssim

import (
	"net/http"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Parameters are found and verified wherever they are, blank ones too.
func TestSignature1ByHand(t *testing.T) {
	s := serve(t, frozen(300))
	places := map[string]func(string) bool{
		"query": func(string) bool { return false },
		"form":  func(string) bool { return true },
		"both":  func(name string) bool { return len(name)%2 == 0 },
	}
	for name, args := range map[string][]string{
		"plain":        {"RegionId", "cn-hangzhou", "Format", "JSON"},
		"blank values": {"RegionId", "cn-hangzhou", "Format", "JSON", "SignatureType", "", "Status", "", "Tag.1.Value", "", "Tag.1.Key", "env"},
		"odd values":   {"RegionId", "cn-hangzhou", "Format", "json", "InstanceName", "b c*~中+/%&=!'()\"\n"},
		"token":        {"RegionId", "cn-hangzhou", "Format", "Json", "SecurityToken", "none is needed"},
	} {
		for place, inForm := range places {
			for _, method := range []string{"GET", "POST"} {
				r := ask1(t, method, s.url, inForm, append(args, "Action", "DescribeInstances")...)
				if resp, body, _ := s.do(r); resp.StatusCode != 200 || body[0] != '{' {
					t.Errorf("%s in the %s, %s: %d %s", name, place, method, resp.StatusCode, body)
				}
			}
		}
	}
	// A blank value that is lost on the way is missed.
	r := ask1(t, "GET", s.url, places["query"], "Action", "DescribeRegions", "Format", "JSON", "SignatureType", "")
	r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "&SignatureType=", "", 1)
	if _, body, e := s.do(r); e.Code != "SignatureDoesNotMatch" {
		t.Errorf("without its blank value: %s", body)
	}
	// The action may be in a header alone.
	r = ask1(t, "POST", s.url, places["form"], "Format", "JSON")
	r.Header.Set("x-acs-action", "DescribeRegions")
	if resp, body, _ := s.do(r); resp.StatusCode != 200 {
		t.Errorf("action in a header: %s", body)
	}
}

// A parameter that comes twice is refused, wherever and whatever it is, and so
// is a body that is no form.
func TestWhatCannotBeReadIsRefused(t *testing.T) {
	s := serve(t, frozen(0))
	query := func(string) bool { return false }
	for name, change := range map[string]func(r *http.Request){
		"twice in the query": func(r *http.Request) { r.URL.RawQuery += "&RegionId=a&RegionId=a" },
		"in query and form": func(r *http.Request) {
			body(r, rpc.FormMedia, "Version=2014-05-26")
		},
		"JSON":                  func(r *http.Request) { body(r, "application/json", `{"RegionId":"cn-hangzhou"}`) },
		"a body without a type": func(r *http.Request) { body(r, "", "RegionId=cn-hangzhou") },
		"a form of parts":       func(r *http.Request) { body(r, "multipart/form-data; boundary=x", "--x--") },
		"a form cut off":        func(r *http.Request) { body(r, rpc.FormMedia, "RegionId=%z") },
	} {
		r := ask1(t, "POST", s.url, query, "Action", "DescribeRegions", "Format", "JSON")
		change(r)
		resp, text, e := s.do(r)
		if resp.StatusCode != 400 || !strings.Contains(text, "InvalidParameter") || !strings.Contains(text, "The request") {
			t.Errorf("%s: %d %s %s", name, resp.StatusCode, e.Code, text)
		}
	}
}
