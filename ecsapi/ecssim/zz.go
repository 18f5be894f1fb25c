package ecssim

import (
	"net/http"
	"time"
)

type region struct{}
type nonces struct{}

func (c *Cloud) populate(instances, regions int, now time.Time) {}

func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }
