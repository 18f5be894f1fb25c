package ecsapi

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/ecssim"
)

func TestVCPUQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{ReadOnly: true})
		types, err := s.c.Types(s.ctx, s.l.Type)
		if err != nil || len(types) != 1 || types[0].ID != s.l.Type || types[0].CPU < 1 {
			t.Fatalf("%+v, %v", types, err)
		}
		all, err := s.c.Instances(s.ctx, Query{Region: s.region})
		s.must(err)
		var used [2]int
		for _, i := range all {
			if i.ChargeType == PostPaid && i.Spot() {
				used[1] += i.CPU
			} else if i.ChargeType == PostPaid {
				used[0] += i.CPU
			}
		}
		for n, spot := range []bool{false, true} {
			q, err := s.c.VCPUQuota(s.ctx, s.region, spot)
			if err != nil || q.Used != used[n] || q.Max <= q.Used || q.Left() != q.Max-q.Used {
				t.Errorf("%+v of %v, %v", q, used, err)
			}
		}
		s.must(s.cloud.Inject(ecssim.Fault{Action: "DescribeAccountAttributes", Kind: ecssim.FaultError, Code: "Forbidden.RAM", Status: 403}))
		_, err = s.c.VCPUQuota(s.ctx, s.region, false)
		refused(t, err, KindForbidden, "Forbidden.RAM")
	})
}

// Both numbers are known, or an error says why not: an unknown one must not pass for none.
func TestOddQuotas(t *testing.T) {
	const most, used = "max-postpaid-instance-vcpu-count", "used-postpaid-instance-vcpu-count"
	item := func(name, values string) string {
		return fmt.Sprintf(`{"AttributeName":%q,"AttributeValues":{"ValueItem":[%s]}}`, name, values)
	}
	for body, want := range map[string]Quota{
		item(used, `{"Value":"188"}`) + "," + item(most, `{"Value":"1000","ExpiredTime":"2027-01-01T00:00:00Z"}`): {1000, 188},
		item(most, `{"Value":1000}`) + "," + item(used, `{"Value":0}`):                                            {1000, 0},
		item(most, `{"Value":"0"}`) + "," + item(used, `{"Value":"16"}`):                                          {0, 16},

		"":                             {},
		item(most, `{"Value":"1000"}`): {},
		item(most, `{"Value":"1000"}`) + "," + item(used, ``):                                     {},
		item(most, `{"Value":"many"}`) + "," + item(used, `{"Value":"1"}`):                        {},
		item(most, `{"Value":"-1"}`) + "," + item(used, `{"Value":"1"}`):                          {},
		item(most, `{"Value":"9e99"}`) + "," + item(used, `{"Value":"1"}`):                        {},
		item(most, `{"Value":"1"},{"Value":"2"}`) + "," + item(used, `{"Value":"1"}`):             {},
		item(most, `{"Value":"99999999999999999999"}`) + "," + item(used, `{"Value":"1"}`):        {},
		item("max-spot-instance-vcpu-count", `{"Value":"9"}`) + "," + item(used, `{"Value":"1"}`): {},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := serve(t, answers(200, "application/json", `{"RequestId":"R","AccountAttributeItems":{"AccountAttributeItem":[`+body+`]}}`), Options{})
			q, err := c.VCPUQuota(t.Context(), "r", false)
			if q != want || (err == nil) != (want != Quota{}) {
				t.Errorf("%s: %+v, %v", body, q, err)
			}
			if e := new(Error); err != nil && (!errors.As(err, &e) || e.Kind != KindAnswer || e.API != "DescribeAccountAttributes") {
				t.Errorf("%s: %v", body, err)
			}
			if q.Left() < 0 {
				t.Errorf("%d left", q.Left())
			}
		})
	}
}
