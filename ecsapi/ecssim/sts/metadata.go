package sts

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Issued is a temporary key as the metadata service and a credentials URI answer it.
type Issued struct {
	Code, AccessKeyId, AccessKeySecret, SecurityToken, Expiration, LastUpdated string
}

// Issue is a key of a role for some time from now on the wall clock.
func Issue(role string, life time.Duration) Issued {
	key := rpc.TemporaryKey(role+"/session", time.Now().Add(life))
	return Issued{"Success", key.ID, key.Secret, key.Token, key.Expires.Format(rpc.SecondForm), time.Now().UTC().Format(rpc.SecondForm)}
}

// Metadata is the metadata service of an instance that has a RAM role, or none when
// Role is "". Only its second version is spoken.
type Metadata struct {
	Role string
	Life time.Duration // of its keys
}

const metadataToken = "simulated-metadata-token"

func (m Metadata) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const roles = "/latest/meta-data/ram/security-credentials/"
	switch role, _ := strings.CutPrefix(r.URL.Path, roles); {
	case r.Method == http.MethodPut && r.URL.Path == "/latest/api/token":
		if r.Header.Get("X-aliyun-ecs-metadata-token-ttl-seconds") == "" {
			http.Error(w, "no ttl", http.StatusBadRequest)
			return
		}
		w.Write([]byte(metadataToken))
	case r.Header.Get("X-aliyun-ecs-metadata-token") != metadataToken:
		http.Error(w, "no token", http.StatusForbidden)
	case r.URL.Path == roles && m.Role != "":
		w.Write([]byte(m.Role))
	case m.Role != "" && role == m.Role:
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(Issue(m.Role, m.Life))
	default:
		http.NotFound(w, r)
	}
}
