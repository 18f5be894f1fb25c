package ecssim

import (
	"net/http/httptest"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim/rpc"
)

func TestFormats(t *testing.T) {
	cloud := frozen(0)
	c := newClient(t, cloud)
	const asJSON, asXML = "application/json;charset=utf-8", "text/xml;charset=utf-8"
	for asked, want := range map[string]string{
		"": asXML, "XML": asXML, "xml": asXML, "Xml": asXML, "JSON": asJSON, "json": asJSON, "Json": asJSON, "yaml": asJSON,
	} {
		for _, action := range []string{"DescribeRegions", "DescribeNothing"} {
			a := c.call(action, "Format", asked)
			if got := a.header.Get("Content-Type"); got != want || (a.body[0] == '<') != (want == asXML) || a.RequestId == "" {
				t.Errorf("%s, Format %q: %s %s", action, asked, got, a.body)
			}
		}
		p := c.params("DescribeRegions", nil)
		p["Format"] = asked // given, if only as a blank value
		p["Signature"] = rpc.Sign(rpc.StringToSign("POST", p), c.key.Secret)
		if a := c.send(p); a.header.Get("Content-Type") != want || a.status != 200 {
			t.Errorf("Format=%s: %s", asked, a.body)
		}
	}
	// What can't be read is answered as asked too.
	r := httptest.NewRequest("POST", "/?Format=json", strings.NewReader("%zz"))
	r.Header.Set("Content-Type", rpc.FormMedia)
	if a := c.serve(r); a.Code != "InvalidParameter" || a.body[0] != '{' {
		t.Errorf("a form that can't be read: %s", a.body)
	}
	s := serve(t, cloud)
	for _, test := range []struct{ format, accept, want string }{
		{"", "", asJSON}, {"", "application/json", asJSON}, {"", "*/*", asJSON}, {"", "application/xml", asXML}, {"", "text/xml", asXML},
		{"", "application/json, text/xml", asJSON}, {"XML", "application/json", asXML}, {"json", "text/xml", asJSON},
	} {
		a := ask3{key: rpc.OperatorKey, method: "POST", path: "/"}
		if test.format != "" {
			a.query = [][2]string{{"Format", test.format}}
		}
		r := a.request(s.url)
		r.Header.Set("Accept", test.accept)
		if resp, body, _ := s.do(r); resp.StatusCode != 200 || resp.Header.Get("Content-Type") != test.want {
			t.Errorf("%v: %s %s", test, resp.Header.Get("Content-Type"), body)
		}
	}
}

func TestErrorInXML(t *testing.T) {
	c := newClient(t, frozen(0))
	a := c.call("StartInstance", "Format", "", "InstanceId", "<i>&")
	want := `<Code>InvalidInstanceId.NotFound</Code><Message>The specified InstanceId does not exist.</Message>` +
		`<Recommend>https://api.aliyun.com/troubleshoot?product=Ecs&amp;q=InvalidInstanceId.NotFound</Recommend></Error>`
	if a.status != 404 || !strings.HasPrefix(a.body, `<?xml version="1.0" encoding="UTF-8"?><Error><RequestId>`) || !strings.HasSuffix(a.body, want) ||
		a.HostId != "ecs.cn-hangzhou.aliyuncs.com" {
		t.Errorf("%d %s", a.status, a.body)
	}
}
