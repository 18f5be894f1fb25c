package ecsapi

import (
	"net/http"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/ecssim"
)

// Each instance is answered for, whatever became of the others.
func TestAttachKeyPair(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		ids := append(s.run(2), "i-none")
		list, err := s.c.AttachKeyPair(s.ctx, s.region, ids, "prod-login")
		if err != nil || len(list) != 3 {
			t.Fatalf("%+v, %v", list, err)
		}
		for i, o := range list[:2] {
			if o.ID != ids[i] || o.Err != nil || o.RequestID == "" || s.one(o.ID).KeyPair != "prod-login" {
				t.Errorf("%+v: %+v", o, s.one(o.ID))
			}
		}
		if e := list[2].Err; e == nil {
			t.Error("what is not there has a key pair")
		} else {
			refused(t, e, KindNotFound, "InvalidInstance.NotFound")
		}
		_, err = s.c.AttachKeyPair(s.ctx, s.region, ids[:1], "nobodys")
		refused(t, err, KindNotFound, "InvalidKeyPair.NotFound")
		_, err = s.c.AttachKeyPair(s.ctx, s.region, ids[:1], "")
		unmade(t, err)
		_, err = s.c.AttachKeyPair(s.ctx, s.region, make([]InstanceID, MaxKeyPaired+1), "deploy")
		unmade(t, err)
	})
	c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(`{"RequestId":"R","Results":{"Result":[{"InstanceId":"i-1","Success":false,"Code":200},{"InstanceId":"i-2","Success":true,"Code":"200"}]}}`))
	}), Options{})
	list, err := c.AttachKeyPair(t.Context(), "r", someIDs, "deploy")
	if err != nil || list[0].Err == nil || list[1].Err != nil {
		t.Errorf("%+v, %v", list, err)
	}
}
