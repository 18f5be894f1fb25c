package ecssim

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

func TestLogIsToldOfEveryRequest(t *testing.T) {
	var log []Call
	cloud := New(Config{Instances: 5, Regions: 1, Now: day, Frozen: true, Log: func(c Call) { log = append(log, c) }})
	c := newClient(t, cloud)
	told := func() Call {
		t.Helper()
		if len(log) != 1 {
			t.Fatalf("%d lines for a call", len(log))
		}
		defer func() { log = nil }()
		return log[0]
	}

	a := c.call("DescribeRegions")
	if l := told(); l.Action != "DescribeRegions" || l.Region != "cn-hangzhou" || l.KeyID != rpc.OperatorKey.ID || l.Status != 200 ||
		l.Code != "" || l.RequestID != a.RequestId || l.Bytes != len(a.body) || time.Since(l.At) > time.Minute {
		t.Errorf("%+v", l)
	}
	a = c.call("StopInstance", "InstanceId", "i-none")
	if l := told(); l.Status != 404 || l.Code != "InvalidInstanceId.NotFound" || l.RequestID != a.RequestId {
		t.Errorf("%+v", l)
	}
	a = c.call("\x1b[2J", "AccessKeyId", "nobody's", "RegionId", "")
	if l := told(); l.Action != "\x1b[2J" || l.KeyID != "nobody's" || l.Region != "" || l.Code != a.Code {
		t.Errorf("%+v", l)
	}
	control(cloud, "GET", "/_sim/clock", "")
	if l := told(); l.Action != "GET/_sim/clock" || l.Status != 200 || l.Bytes == 0 || l.KeyID != "" {
		t.Errorf("%+v", l)
	}
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("Authorization", "ACS3-HMAC-SHA256 Credential=LTAI-of-a-header,SignedHeaders=host,Signature=0123")
	c.serve(r)
	if l := told(); l.KeyID != "LTAI-of-a-header" {
		t.Errorf("%+v", l)
	}
}

func TestLogIsToldOfDroppedConnections(t *testing.T) {
	var log []Call
	cloud := New(Config{Instances: 5, Regions: 1, Now: day, Frozen: true, Log: func(c Call) { log = append(log, c) }})
	c := newClient(t, cloud)
	for _, kind := range []string{FaultReset, FaultLostAnswer, FaultCut} {
		cloud.ClearFaults()
		cloud.Inject(Fault{Kind: kind})
		func() {
			defer func() { // what a server does about it
				if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
					t.Errorf("%s: %v", kind, err)
				}
			}()
			cloud.ServeHTTP(httptest.NewRecorder(), c.request(c.params("DescribeInstances", nil)))
		}()
	}
	var got []string
	for _, l := range log {
		got = append(got, l.Action, http.StatusText(l.Status))
	}
	if want := "DescribeInstances  DescribeInstances  DescribeInstances OK"; strings.Join(got, " ") != want || log[2].Bytes == 0 {
		t.Errorf("told of %q, %+v", got, log)
	}
}
