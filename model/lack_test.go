package model_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// Lists that lack what they count take no row away and announce nothing; the
// regions say what came, until the cloud comes to itself.
func TestListsThatLackRows(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-beijing", Kind: ecssim.FaultEmpty}); err != nil {
			t.Fatal(err)
		}
		r.press("\x1b[15~") // F5
		r.pass(20 * time.Second)
		r.see("! cn-beijing, retry in", "only 0 of 19 came")
		r.see("200 instances")
		r.cloud.ClearFaults()
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Kind: ecssim.FaultEmpty}); err != nil {
			t.Fatal(err)
		}
		r.pass(10 * time.Minute)
		r.see("20 regions fail, retry in")
		r.see("200 instances")
		r.notSee("taken back")
		r.press("/", "region:cn-beijing", "enter")
		r.see("19 of 200")
		r.press("esc")
		r.cloud.ClearFaults()
		r.pass(3 * time.Minute)
		r.notSee("retry in")
		r.see("200 instances")
	})
}

// The page of an instance says what is blank because the cloud told it oddly.
func TestOddFieldsAreSaid(t *testing.T) {
	odd := func(cloud http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			cloud.ServeHTTP(rec, r)
			w.Write(bytes.ReplaceAll(rec.Body.Bytes(), []byte(`"Memory":`), []byte(`"Memory":-`)))
		})
	}
	run(t, setup{handler: odd}, func(r *rig) {
		r.see("200 instances")
		r.press("d")
		r.see("What the cloud says can't be read in part, which is blank: Memory: -")
		r.notSee("GiB")
	})
}
