package pipenet

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestHTTPInFakeTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Listen()
		srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(time.Hour):
				io.WriteString(w, "an hour later")
			case <-r.Context().Done():
			}
		})}
		go srv.Serve(l)
		tr := &http.Transport{DialContext: l.Dial}
		c := &http.Client{Transport: tr}

		start := time.Now()
		resp, err := c.Get("http://x/")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(body) != "an hour later" || time.Since(start) != time.Hour {
			t.Errorf("body %q after %v", body, time.Since(start))
		}
		tr.CloseIdleConnections()
		srv.Close()
		if _, err := c.Get("http://x/"); err == nil {
			t.Error("dialled a closed listener")
		}
		synctest.Wait()
	})
}
