package login

import (
	"context"
	"net/http"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

const (
	// metadataHost is the metadata service, which each instance has for itself at the same
	// address.
	metadataHost = "100.100.100.200"
	// metadataWait is how long the service may take: elsewhere than on an instance
	// nobody is there, and nobody says so.
	metadataWait = 2 * time.Second
)

// fromMetadata is an issuer that asks the metadata service for the keys of the role
// that the instance has; role is its name, or "" to ask for that too. Only the
// second version of the service is spoken, which asks for a token first, and no
// proxy ever: it would ask its own metadata service.
func fromMetadata(role string) issuer {
	return func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		ctx, cancel := context.WithTimeoutCause(ctx, metadataWait, message.Errorf("it did not answer in {duration}", metadataWait.String()))
		defer cancel()
		s := metadata{via: via}
		var err error
		if s.token, err = s.ask(ctx, http.MethodPut, "/latest/api/token"); err != nil {
			return ecsapi.Credentials{}, err
		}
		const roles = "/latest/meta-data/ram/security-credentials/"
		name := role // if it is not given, it is asked for each time: it may be another one by then
		if name == "" {
			list, err := s.ask(ctx, http.MethodGet, roles)
			if err != nil {
				return ecsapi.Credentials{}, err
			}
			if name, _, _ = strings.Cut(strings.TrimSpace(list), "\n"); name == "" {
				return ecsapi.Credentials{}, message.Errorf("this instance has no RAM role; attach one, or use another mode")
			}
		}
		body, err := s.ask(ctx, http.MethodGet, roles+name)
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		key, ok := issuedKey([]byte(body))
		if !ok {
			return key, message.Errorf("the metadata service answers without a temporary key")
		}
		return key, nil
	}
}

// metadata asks the metadata service.
type metadata struct {
	via   *ecsapi.Client
	token string
}

func (s metadata) ask(ctx context.Context, method, path string) (string, error) {
	q, err := http.NewRequestWithContext(ctx, method, "http://"+metadataHost+path, nil)
	if err != nil {
		return "", message.Errorf("the RAM role of the instance has a name that can't be asked for")
	}
	if s.token == "" {
		q.Header.Set("X-aliyun-ecs-metadata-token-ttl-seconds", "60")
	} else {
		q.Header.Set("X-aliyun-ecs-metadata-token", s.token)
	}
	status, body, err := s.via.Fetch(q, true)
	switch {
	case err != nil && ctx.Err() != nil:
		return "", message.Errorf("the metadata service at {address} can't be asked: {reason}; it is there on ECS instances only", metadataHost, context.Cause(ctx))
	case err != nil:
		return "", message.Errorf("the metadata service at {address} can't be asked: {reason}; it is there on ECS instances only", metadataHost, err)
	case status == http.StatusNotFound:
		return "", message.Errorf("this instance has no RAM role of that name")
	case status != http.StatusOK:
		return "", message.Errorf("the metadata service answers with HTTP {status}", status)
	}
	return string(body), nil
}
