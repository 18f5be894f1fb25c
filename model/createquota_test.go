package model_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// quotaOf has the cloud tell another quota than it has.
func quotaOf(most, used int) func(http.Handler) http.Handler {
	return answer("DescribeAccountAttributes", func(w http.ResponseWriter, q url.Values, _ http.Handler, _ *http.Request) {
		var items []string
		for _, name := range []string{q.Get("AttributeName.1"), q.Get("AttributeName.2")} {
			value := used
			if strings.HasPrefix(name, "max-") {
				value = most
			}
			items = append(items, fmt.Sprintf(`{"AttributeName":%q,"AttributeValues":{"ValueItem":[{"Value":"%d"}]}}`, name, value))
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"RequestId":"0E0","AccountAttributeItems":{"AccountAttributeItem":[%s]}}`, strings.Join(items, ","))
	})
}

// The form and the plan say how much of the quota is left, and warn; who wants to can order all
// the same.
func TestCreateBeyondTheQuota(t *testing.T) {
	run(t, setup{w: 200, h: 50, handler: quotaOf(1000, 994)}, func(r *rig) {
		r.form(false)
		r.fill("Amount", "3")
		r.to("Amount")
		r.see("6 of 6 vCPUs left in the quota")
		r.fill("Amount", "4")
		r.to("Amount")
		r.see("8 vCPUs, of which the quota has 6 left")
		r.fill("Amount", "x")
		r.to("Amount")
		r.notSee("8 vCPUs")
		r.fill("Amount", "4")
		r.to("Charge")
		r.press("right")
		r.pass(3 * time.Second)
		r.see("Charge", "paid in advance")
		r.notSee("vCPUs")
		r.press("right", "right")
		r.see("Charge", "pay as you go")
		r.pass(3 * time.Second)
		r.set("Review")
		r.pass(5 * time.Second)
		r.see("vCPU quota in cn-hangzhou: only 6 of 1,000 left, this order takes 8")
		r.word("create 4")
		r.press("enter")
		r.pass(2 * time.Minute)
		if made := r.made("cn-hangzhou"); len(made) != 4 {
			t.Errorf("%d were made", len(made))
		}
	})
}

// Without the right to read quotas the form says so, and orders as ever.
func TestCreateWithAnUnknownQuota(t *testing.T) {
	denied := func(w http.ResponseWriter, _ url.Values, _ http.Handler, _ *http.Request) {
		refuse(w, http.StatusForbidden, "NoPermission", "You are not authorized to do this action.")
	}
	run(t, setup{w: 200, h: 50, handler: answer("DescribeAccountAttributes", denied)}, func(r *rig) {
		r.form(false)
		r.to("Amount")
		r.see("quota unknown: NoPermission")
		r.notSee("put right")
		r.set("Review")
		r.pass(5 * time.Second)
		r.see("vCPU quota in cn-hangzhou unknown: NoPermission")
		r.press("esc")
		r.pass(time.Second)
		r.create(1)
	})
}
