package ecsapi

import (
	"context"
	"net"
	"time"
)

type Options struct {
	Credentials Credentials
	Endpoint    string
	ReadOnly    bool
	Budget      Budget
	Dial        func(ctx context.Context, network, addr string) (net.Conn, error)
	Home        RegionID
	Version     string
}
type Budget struct {
	Burst     int
	PerSecond float64
}
type Client struct{}

func New(o Options) (*Client, error)          { return &Client{}, nil }
func (c *Client) Close()                      {}
func (c *Client) ReadOnly() bool              { return false }
func (c *Client) Now() time.Time              { return time.Now() }
func (c *Client) Skew() (time.Duration, bool) { return 0, false }
func (c *Client) Calls() *CallLog             { return &CallLog{} }

type Call struct {
	At        time.Time // wall clock
	API       string
	Region    RegionID
	What      string // "page 3", "17 ids", ...
	Duration  time.Duration
	Status    int // HTTP
	Code      string
	RequestID string
	Bytes     int
	Attempt   int
}
type CallLog struct{}

func (l *CallLog) Recent(n int) []Call { return nil }
func (l *CallLog) PerMinute() int      { return 0 }
func (l *CallLog) Rev() uint64         { return 0 }

type Priority int

const (
	PriorityAction Priority = iota
	PriorityPoll
	PriorityReclaim
	PriorityRefresh
	PriorityPrices
	PriorityMetrics
)

func WithPriority(ctx context.Context, p Priority) context.Context { return ctx }

func (c *Client) Regions(ctx context.Context) ([]Region, error)              { return nil, nil }
func (c *Client) Zones(ctx context.Context, region RegionID) ([]Zone, error) { return nil, nil }

type Query struct {
	Region        RegionID
	IDs           []InstanceID // nil: no filter
	Status        Status
	Zone          ZoneID
	ChargeType    string
	SecurityGroup string
	LockReason    string
	ExpiresFrom   time.Time
	ExpiresTo     time.Time
}

func (c *Client) Instances(ctx context.Context, q Query, page func(part []*Instance, total int)) ([]*Instance, error) {
	return nil, nil
}
func (c *Client) Statuses(ctx context.Context, region RegionID, ids []InstanceID) (map[InstanceID]Status, error) {
	return nil, nil
}

type Outcome struct {
	ID        InstanceID
	From, To  Status
	RequestID string
	Err       *Error // nil: accepted
}
type StopOptions struct {
	Force bool
	Mode  string
}

func (c *Client) Start(ctx context.Context, region RegionID, ids []InstanceID) ([]Outcome, error) {
	return nil, nil
}
func (c *Client) Stop(ctx context.Context, region RegionID, ids []InstanceID, o StopOptions) ([]Outcome, error) {
	return nil, nil
}
func (c *Client) Reboot(ctx context.Context, region RegionID, ids []InstanceID, force bool) ([]Outcome, error) {
	return nil, nil
}
func (c *Client) SpotPrices(ctx context.Context, region RegionID, instanceType string, from, to time.Time) ([]SpotPrice, error) {
	return nil, nil
}

type Kind string

const (
	KindNetwork     Kind = "network"
	KindTimeout     Kind = "timeout"
	KindThrottled   Kind = "throttled"
	KindCredentials Kind = "credentials"
	KindClock       Kind = "clock"
	KindForbidden   Kind = "forbidden"
	KindReadOnly    Kind = "read-only"
	KindNotFound    Kind = "not found"
	KindState       Kind = "state"
	KindStock       Kind = "stock"
	KindMoney       Kind = "money"
	KindInvalid     Kind = "invalid"
	KindServer      Kind = "server"
	KindCancelled   Kind = "cancelled"
	KindAnswer      Kind = "answer"
)

type Error struct {
	API        string
	Region     RegionID
	Kind       Kind
	Code       string
	Message    string
	RequestID  string
	HTTPStatus int
	RetryAfter time.Duration
	Sent       bool
}

func (e *Error) Error() string { return e.Code }
func (e *Error) Hint() string  { return "" }
func (e *Error) Unwrap() error { return nil }

type Credentials struct {
	KeyID, Secret, Token string
	Source               string
	Profile              string
	Region               RegionID
}

func (c Credentials) KeyTail() string { return "" }

type Lookup struct {
	Getenv        func(string) string
	Home          string
	Profile       string
	EndpointGiven bool
}
type NoCredentials struct{ EndpointGiven bool }

func (*NoCredentials) Error() string { return "no credentials" }

func FindCredentials(l Lookup) (Credentials, error) { return Credentials{}, nil }
func Profiles(home string) ([]string, error)        { return nil, nil }
func Clean(s string) string                         { return s }
