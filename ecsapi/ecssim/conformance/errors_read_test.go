package conformance

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

// refuseUnreachable are codes that are listed and no call through the SDK gets.
var refuseUnreachable = map[string]string{
	"IllegalTimestamp":        "the SDK writes the time of a call itself, in the right form, and signs it",
	"InvalidTimeStamp.Format": "the SDK signs with version 1",
	"InvalidSignatureMethod":  "the SDK signs with version 1",
}

// Every refusal that is modelled for a read reaches a program through the SDK,
// with its code and its status, and no other.
func TestReadsAreRefused(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 200, Regions: 1})
	fleet := askFleet(a)
	for action := range asks {
		if _, err := a.client().ProcessCommonRequest(ask(t, fleet, action, "")); err != nil {
			t.Errorf("%s is refused as it is: %v", action, err)
		}
	}
	listed := ecssim.Refusals()
	for _, row := range refuseRows {
		_, err := a.client().ProcessCommonRequest(ask(t, fleet, row.action, row.change))
		if code, status := refusal(err); code != row.code || status != row.status {
			t.Errorf("%s with %.60s: want %d %s, got %v", row.action, row.change, row.status, row.code, err)
		}
		if !slices.Contains(slices.Concat(listed[row.action], listed["all"]), row.code) {
			t.Errorf("%s is not listed for %s", row.code, row.action)
		}
	}
	refused := func(action, code string) bool {
		return slices.ContainsFunc(refuseRows, func(r refuseRow) bool {
			return r.code == code && (r.action == action || action == "all")
		}) || action == "all" && slices.ContainsFunc(refuseCommon, func(r refuseCall) bool { return r.code == code })
	}
	for action, codes := range listed {
		if _, write := provokeBase[action]; write {
			continue
		}
		if _, known := asks[action]; !known && action != "all" {
			t.Errorf("%s is an action and not asked for", action)
		}
		for _, code := range codes {
			if why, excused := refuseUnreachable[code]; excused && refused(action, code) {
				t.Errorf("%s of %s is provoked, though %s", code, action, why)
			} else if !excused && !refused(action, code) {
				t.Errorf("%s of %s is never provoked", code, action)
			}
		}
	}
}

// refuseCall is a call that is refused whatever its action is.
type refuseCall struct {
	name, code string
	status     int
	set        func(a *account, q *requests.CommonRequest)   // before the client is made
	transport  func(r *http.Request) (*http.Response, error) // nil for the SDK's own
	advice     string                                        // part of what the SDK recommends
}

var refuseCommon = []refuseCall{
	{name: "unknown action", code: "InvalidAction.NotFound", status: 404,
		set: func(_ *account, q *requests.CommonRequest) { q.ApiName = "DescribeWeather" }},
	{name: "no version", code: "MissingParameter", status: 400,
		set: func(_ *account, q *requests.CommonRequest) { q.Version = "" }},
	{name: "another version", code: "InvalidParameter", status: 400,
		set: func(_ *account, q *requests.CommonRequest) { q.Version = "2016-03-14" }},
	{name: "method", code: "UnsupportedHTTPMethod", status: 403,
		set: func(_ *account, q *requests.CommonRequest) { q.Method = requests.PUT }},
	{name: "unknown key", code: "InvalidAccessKeyId.NotFound", status: 404,
		set: func(a *account, _ *requests.CommonRequest) { a.key.ID = "LTAI-unknown" }},
	{name: "wrong secret", code: "SignatureDoesNotMatch", status: 400, advice: "InvalidAccessKeySecret",
		set: func(a *account, _ *requests.CommonRequest) { a.key.Secret = "x" }},
	{name: "parameter changed on the way", code: "SignatureDoesNotMatch", status: 400, advice: "bug with the SDK",
		transport: refuseRewritten("AcceptLanguage", "zh-CN")},
	{name: "signature method changed on the way", code: "IncompleteSignature", status: 400,
		transport: refuseRewritten("SignatureMethod", "HMAC-SHA256")},
	{name: "sent twice on the way", code: "SignatureNonceUsed", status: 400,
		transport: func(r *http.Request) (*http.Response, error) {
			first, err := http.DefaultTransport.RoundTrip(r.Clone(r.Context()))
			if err != nil {
				return nil, err
			}
			_ = first.Body.Close()
			return http.DefaultTransport.RoundTrip(r)
		}},
	{name: "skew", code: "InvalidTimeStamp.Expired", status: 400, set: refuseFault(ecssim.FaultSkew)},
	{name: "expired token", code: "InvalidSecurityToken.Expired", status: 400,
		set: func(a *account, _ *requests.CommonRequest) { a.key = a.cloud.TemporaryKey(-time.Minute) }},
	{name: "malformed token", code: "InvalidSecurityToken.Malformed", status: 400,
		set: func(a *account, _ *requests.CommonRequest) {
			a.key = a.cloud.TemporaryKey(time.Minute)
			a.key.Token = "x"
		}},
	{name: "temporary key without its token", code: "MissingSecurityToken", status: 400,
		set: func(a *account, _ *requests.CommonRequest) {
			a.key = a.cloud.TemporaryKey(time.Minute)
			a.key.Token = ""
		}},
	{name: "another key's token", code: "InvalidSecurityToken.MismatchWithAccessKey", status: 400,
		set: func(a *account, _ *requests.CommonRequest) {
			a.key = a.cloud.TemporaryKey(time.Minute)
			a.key.Token = a.cloud.TemporaryKey(time.Hour).Token
		}},
	{name: "write with a reader's key", code: "Forbidden.RAM", status: 403,
		set: func(a *account, q *requests.CommonRequest) {
			_, a.key = a.cloud.Keys()
			q.ApiName, q.QueryParams["InstanceId"] = "StopInstance", "i-1"
		}},
	{name: "throttle", code: "Throttling.User", status: 400, set: refuseFault(ecssim.FaultThrottle)},
	{name: "http500", code: "InternalError", status: 500, set: refuseFault(ecssim.FaultHTTP500)},
	{name: "http503", code: "ServiceUnavailable", status: 503, set: refuseFault(ecssim.FaultHTTP503)},
}

func TestAllAreRefused(t *testing.T) {
	for _, call := range refuseCommon {
		t.Run(call.name, func(t *testing.T) {
			a := open(t, ecssim.Config{Instances: ecssim.NoInstances, Regions: 1})
			q := ask(t, strings.NewReplacer(), "DescribeRegions", "AcceptLanguage=en-US")
			if call.set != nil {
				call.set(a, q)
			}
			c := a.client()
			if a.key.Token != "" {
				var err error
				if c, err = ecs.NewClientWithStsToken("cn-hangzhou", a.key.ID, a.key.Secret, a.key.Token); err != nil {
					t.Fatal(err)
				}
				c.Domain = a.host
			}
			if call.transport != nil {
				c.SetTransport(refuseTransport(call.transport))
			}
			_, err := c.ProcessCommonRequest(q)
			if code, status := refusal(err); code != call.code || status != call.status {
				t.Errorf("want %d %s, got %v", call.status, call.code, err)
			}
			var server *sdkerrors.ServerError
			if !errors.As(err, &server) || !strings.Contains(server.Recommend(), call.advice) {
				t.Errorf("the SDK doesn't recommend %q: %v", call.advice, err)
			}
		})
	}
}

// ask is a call of an action that is answered, but for what is changed.
func ask(t *testing.T, fleet *strings.Replacer, action, change string) *requests.CommonRequest {
	t.Helper()
	q := requests.NewCommonRequest()
	q.Product, q.Version, q.ApiName, q.Scheme = "Ecs", "2014-05-26", action, "http"
	if action == "GetCallerIdentity" || strings.HasPrefix(action, "AssumeRole") {
		q.Version = "2015-04-01"
	}
	for _, part := range []string{asks[action], change} {
		values, err := url.ParseQuery(fleet.Replace(part))
		if err != nil {
			t.Fatal(err)
		}
		for name := range values {
			q.QueryParams[name] = values.Get(name)
		}
	}
	return q
}

// askFleet fills in an instance that is paid by the hour, one that is paid in
// advance, a zone, and a type that only other zones sell.
func askFleet(a *account) *strings.Replacer {
	a.t.Helper()
	of := func(chargeType string) string {
		q := ecs.CreateDescribeInstancesRequest()
		q.InstanceChargeType = chargeType
		r, err := a.client().DescribeInstances(q)
		if err != nil || len(r.Instances.Instance) == 0 {
			a.t.Fatalf("%s: %v %v", chargeType, r, err)
		}
		return r.Instances.Instance[0].InstanceId
	}
	r, err := a.client().DescribeZones(ecs.CreateDescribeZonesRequest())
	if err != nil {
		a.t.Fatal(err)
	}
	for _, here := range r.Zones.Zone {
		for _, there := range r.Zones.Zone {
			for _, id := range there.AvailableInstanceTypes.InstanceTypes {
				if !slices.Contains(here.AvailableInstanceTypes.InstanceTypes, id) {
					return strings.NewReplacer("{machine}", of("PostPaid"), "{subscription}", of("PrePaid"),
						"{zone}", here.ZoneId, "{unsold}", id)
				}
			}
		}
	}
	a.t.Fatal("every zone sells the same")
	return nil
}

func refuseFault(kind string) func(*account, *requests.CommonRequest) {
	return func(a *account, _ *requests.CommonRequest) {
		if err := a.cloud.Inject(ecssim.Fault{Kind: kind}); err != nil {
			a.t.Fatal(err)
		}
	}
}

type refuseTransport func(*http.Request) (*http.Response, error)

func (f refuseTransport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// refuseRewritten is a proxy that sets a parameter of signed calls.
func refuseRewritten(name, value string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		query := r.URL.Query()
		query.Set(name, value)
		r.URL.RawQuery = query.Encode()
		return http.DefaultTransport.RoundTrip(r)
	}
}
