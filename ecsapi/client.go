package ecsapi

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/internal/clock"
	_ "ecsdeck/ecsapi/internal/quiet" // before the SDK starts
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/ratelimit"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"golang.org/x/net/http/httpproxy"
)

// Options says whose cloud a Client talks to, and how.
type Options struct {
	Credentials Credentials

	// Keys tells the key that calls are signed with; nil means Credentials.
	Keys KeySource

	// Endpoint is "" for the real cloud, else http(s)://host[:port]; see the
	// rules at New.
	Endpoint string

	// Hosts are those beside the cloud's own that the keys may be sent to, by
	// https, such as "ecs.example.com" or "10.0.0.1:8443".
	Hosts []string

	// VPC asks the real cloud at its addresses within a VPC: ecs-vpc.REGION.aliyuncs.com.
	VPC bool

	// ReadOnly lets only calls leave that change nothing.
	ReadOnly bool

	// Budget limits calls; its zero value means 100 at once and 5 a second for
	// each API in each region, and more where that is learned to be allowed.
	Budget Budget

	// Recover is deferred in what runs beside the calls, so that a bug there can't end
	// the process with its terminal in raw mode. Nil: it does.
	Recover func()

	// Dial makes connections; nil means the network, through a proxy if the
	// environment names one. Answers are packed by gzip only on the network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	// Home is the region asked for the list of regions. "" means the one of
	// the credentials, else cn-hangzhou.
	Home RegionID

	// Version is the program's, for the User-Agent; "" means "dev".
	Version string
}

// Client makes calls of the ECS API. It is safe for concurrent use. Every
// error that its methods return is an *Error.
type Client struct {
	keys     KeySource
	home     RegionID
	endpoint endpoint
	vpc      bool
	readOnly bool
	version  string

	connections *http.Transport
	packed      bool              // answers may come packed
	decoders    chan *pageDecoder // those that are idle
	buckets     *buckets
	limits      *ratelimit.Saver
	clock       clock.Clock
	calls       CallLog
	redactor    *redactor
	turns       chan struct{} // holds one for each page that is in flight
	large       chan struct{} // holds one for each large answer that is being read
	byToken     atomic.Bool   // DescribeInstances refuses PageNumber

	recover func()

	closed context.Context
	down   atomic.Bool // the last connection that was tried did not come to be
	close  context.CancelCauseFunc

	backgroundMu sync.Mutex
	background   sync.WaitGroup
}

// New makes a client. It touches no network.
//
// A signature covers neither the host nor the scheme, so who sees a signed
// request can send it to the real cloud. Hence the rules for Endpoint: http://
// only to this machine itself, https:// only to this machine or to hosts of
// aliyuncs.com. Another endpoint gives a plain error of one sentence.
func New(o Options) (*Client, error) {
	e, err := parseEndpoint(o.Endpoint, o.Hosts)
	if err != nil {
		return nil, err
	}
	if o.Keys == nil && (o.Credentials.KeyID == "" || o.Credentials.Secret == "") {
		return nil, message.Errorf("an access key needs both its id and its secret")
	}
	c := &Client{
		keys:        o.Keys,
		home:        cmp.Or(o.Home, o.Credentials.Region, "cn-hangzhou"),
		endpoint:    e,
		vpc:         o.VPC,
		readOnly:    o.ReadOnly,
		version:     cmp.Or(o.Version, "dev"),
		connections: newConnections(o.Dial),
		packed:      o.Dial == nil,
		decoders:    newPageDecoders(),
		redactor:    new(redactor),
		turns:       make(chan struct{}, pagesPerProcessor*runtime.GOMAXPROCS(0)),
		large:       make(chan struct{}, mostLarge),
		recover:     o.Recover,
	}
	if c.keys == nil {
		c.keys = o.Credentials
	}
	c.limits = ratelimit.NewSaver(func(save func()) { c.InBackground(func(context.Context) { save() }) })
	c.buckets = newBuckets(o.Budget, c.limits.Moved)
	c.redactor.learn(o.Credentials)
	c.closed, c.close = context.WithCancelCause(context.Background())
	return c, nil
}

// newConnections makes the one pool of connections that all calls share. The
// SDK leaves a transport it did not make alone, so its limits are set here.
func newConnections(dial func(ctx context.Context, network, addr string) (net.Conn, error)) *http.Transport {
	t := &http.Transport{
		DialContext:           dial,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 90 * time.Second, // above every call's own
		IdleConnTimeout:       55 * time.Second,
		MaxIdleConns:          256,
		MaxIdleConnsPerHost:   64,   // all regions of a simulated cloud are one host
		DisableCompression:    true, // see gunzip.Body

		MaxResponseHeaderBytes: 64 << 10,
	}
	if dial == nil {
		t.DialContext = (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext
		proxy := Proxies()
		t.Proxy = func(q *http.Request) (*url.URL, error) { return proxy(q.URL) }
		t.OnProxyConnectResponse = refusedByProxy
	}
	return t
}

// Proxies returns what tells the proxy of an address, nil where there is none: by
// HTTPS_PROXY and NO_PROXY or, where the first is not set, ALL_PROXY. This machine
// itself is never asked through one. net/http's own knows no ALL_PROXY; this package
// of Go's costs 0.2 MB of the stripped binary and a second of the first build.
func Proxies() func(*url.URL) (*url.URL, error) {
	c := httpproxy.FromEnvironment()
	all := cmp.Or(os.Getenv("ALL_PROXY"), os.Getenv("all_proxy"))
	c.HTTPSProxy, c.HTTPProxy = cmp.Or(c.HTTPSProxy, all), cmp.Or(c.HTTPProxy, all)
	return c.ProxyFunc()
}

// sdkClient makes a client of the SDK for one attempt: they are not safe to
// share, cheap to make, and keep what was set.
func (c *Client) sdkClient(region RegionID, key Credentials, t *transport) (*sdk.Client, error) {
	config := sdk.NewConfig().WithScheme(c.endpoint.scheme)
	config.Transport = t
	s, err := sdk.NewClientWithOptions(string(region), config, credentials.NewStaticSTSCredentialsProvider(key.KeyID, key.Secret, key.Token))
	if err != nil {
		return nil, err
	}
	if s.Domain = c.endpoint.host; s.Domain == "" && strings.Trim(strings.ToLower(string(region)), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return nil, message.Errorf("{region:q} can't be a region", string(region)) // it would name another host
	} else if s.Domain == "" && c.vpc {
		s.Domain = "ecs-vpc." + string(region) + ".aliyuncs.com"
	}
	s.EndpointType, s.EndpointMap = "regional", catalog.Endpoints // no location service is asked
	s.AppendUserAgent("ecsdeck", c.version)
	// The SDK parses the proxy variables for every call and fails with what it
	// can't parse, although only the transport uses a proxy. These keep it off.
	s.SetHttpProxy("http://unused")
	s.SetHttpsProxy("http://unused")
	s.SetNoProxy("unused")
	return s, nil
}

var errClosed = message.Errorf("the client is closed")

// Close ends all calls, waiting ones too, and closes idle connections.
func (c *Client) Close() {
	c.backgroundMu.Lock()
	c.close(errClosed)
	c.backgroundMu.Unlock()
	c.background.Wait()
	c.limits.Flush()
	c.connections.CloseIdleConnections()
}

// InBackground does something beside the calls. Its context ends when the client is
// closed, which waits for it.
func (c *Client) InBackground(do func(ctx context.Context)) {
	c.backgroundMu.Lock()
	defer c.backgroundMu.Unlock()
	if c.closed.Err() != nil {
		go do(c.closed) // which ends at once
		return
	}
	c.background.Go(func() {
		if c.recover != nil {
			defer c.recover()
		}
		do(c.closed)
	})
}

// ReadOnly reports whether only calls that change nothing leave.
func (c *Client) ReadOnly() bool { return c.readOnly }

// Now is cloud time in UTC: the newest Date header carried forward, exact to
// two seconds; the wall clock's before the first answer.
func (c *Client) Now() time.Time { return c.clock.Now() }

// Skew is cloud time minus wall clock time, and whether it is known yet.
func (c *Client) Skew() (d time.Duration, known bool) { return c.clock.Skew() }

// Spare is how many calls of an API the budget would let go at once in a region.
func (c *Client) Spare(api string, region RegionID) int { return c.buckets.of(api, region).spare() }

// Calls is the log of the last calls.
func (c *Client) Calls() *CallLog { return &c.calls }
