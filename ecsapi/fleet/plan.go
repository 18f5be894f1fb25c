package fleet

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// Action is something to do to instances.
type Action string

// The actions, as the command line spells them.
const (
	ActionStart       Action = "start"        // StartInstances
	ActionStop        Action = "stop"         // StopInstances
	ActionReboot      Action = "reboot"       // RebootInstances
	ActionRelease     Action = "release"      // DeleteInstances, before it CreateSnapshot if asked
	ActionAutoRelease Action = "auto-release" // ModifyInstanceAutoReleaseTime
	ActionRenew       Action = "renew"        // RenewInstance
	ActionAutoRenew   Action = "auto-renew"   // ModifyInstanceAutoRenewAttribute
	ActionAddress     Action = "address"      // AllocatePublicIpAddress
	ActionRename      Action = "rename"       // ModifyInstanceAttribute
	ActionDescription Action = "description"  // ModifyInstanceAttribute
	ActionProtect     Action = "protect"      // ModifyInstanceAttribute
	ActionKeyPair     Action = "key-pair"     // AttachKeyPair
	ActionTag         Action = "tag"          // TagResources, UntagResources
	ActionScript      Action = "script"       // RunCommand, followed with DescribeInvocationResults
	ActionDrain       Action = "drain"        // a command here, which sends nothing by itself; see Engine.Drain
	ActionCreate      Action = "create"       // RunInstances, or CreateInstance and what follows; see Order
)

// ActionOptions refine an action. What an action doesn't name is left zero.
type ActionOptions struct {
	Force       bool          `json:"force,omitzero"`        // stop, reboot: like cutting the power; release: running ones too
	StoppedMode string        `json:"stopped_mode,omitzero"` // stop: "", ecsapi.KeepCharging or ecsapi.StopCharging
	Snapshot    bool          `json:"snapshot,omitzero"`     // release: of each disk that goes, first
	At          time.Time     `json:"at,omitzero"`           // auto-release, in cloud time; zero cancels it
	Period      ecsapi.Period `json:"period,omitzero"`       // renew, auto-renew
	On          bool          `json:"on,omitzero"`           // auto-renew, protect
	Never       bool          `json:"never,omitzero"`        // auto-renew, not On: NotRenewal, of which the cloud reminds only once
	Name        string        `json:"name,omitzero"`         // rename; "web-[1,3]" numbers the instances in the plan's order
	Description string        `json:"description,omitzero"`  // description
	KeyPair     string        `json:"key_pair,omitzero"`     // key-pair: its name
	Tags        []ecsapi.Tag  `json:"tags,omitzero"`         // tag: to set
	Untag       []string      `json:"untag,omitzero"`        // tag: keys to take away
	Script      string        `json:"script,omitzero"`       // script: its text
	Command     []string      `json:"command,omitzero"`      // drain: a program and its arguments
	Limit       time.Duration `json:"limit,omitzero"`        // script, drain: how long it may take
}

// Plan says what an action would do, before anything is sent.
type Plan struct {
	Action  Action
	Options ActionOptions
	Targets []*ecsapi.Instance // as they were when the plan was made; none when creating
	Skipped []Skip
	Calls   int           // writes it takes
	Regions []RegionCount // of the targets, in the cloud's order; when creating, of the instances to be

	Order    *Order          // create: what was asked for
	Launches []ecsapi.Launch // create: the calls, in order

	// Open says that Prepare has something to read before the plan can be
	// judged. Nobody should confirm an open plan.
	Open  bool
	Bill  *Bill                               // renew, create: what it costs
	Disks map[ecsapi.InstanceID][]ecsapi.Disk // release: of the targets
	Flaws []*ecsapi.Error                     // why the cloud would refuse it, or why that could not be found out
	Notes []OrderProblem                      // renew, create: what is worth knowing, and keeps nobody from it

	// Create: what is known of the vSwitches it names, and the names of its images and
	// security groups, all by id.
	VSwitches map[string]ecsapi.VSwitch
	Names     map[string]string

	Quotas []QuotaUse // create: of the vCPUs, in the order of Regions; subscriptions have none

	Denied []bool // create: of the calls, those that the cloud would refuse whatever it answers to others
	Nonce  string // what the tokens of its calls are made from

	KeyHash, Asked string // of the key it is given under, see Under
}

// N is how many instances the plan acts on or creates.
func (p *Plan) N() int {
	n := len(p.Targets)
	for _, l := range p.Launches {
		n += l.Amount
	}
	return n
}

// Skip is an instance a plan leaves out.
type Skip struct {
	ID     ecsapi.InstanceID
	Name   string
	Region ecsapi.RegionID // "" when the instance was not found
	Reason Reason
	Job    JobID // that the reason names, if it does
}

// Text says why, with what the reason names.
func (s *Skip) Text() message.Text {
	if s.Job == 0 {
		return message.New(message.Key(s.Reason))
	}
	return message.New(message.Key(s.Reason), strconv.Itoa(int(s.Job)))
}

// RegionCount is a number of instances in a region.
type RegionCount struct {
	Region ecsapi.RegionID
	N      int
}

// Reason says why an action doesn't apply to an instance. It is English and a
// key of the message catalogue.
type Reason string

// The reasons.
const (
	NotFound        Reason = "not found"
	AlreadyRunning  Reason = "already running"
	AlreadyStopped  Reason = "already stopped"
	NotRunning      Reason = "not running"
	IsChanging      Reason = "is changing"
	UnknownStatus   Reason = "in an unknown state"
	LockedFinancial Reason = "locked (financial)"
	LockedSecurity  Reason = "locked (security)"
	LockedRecycling Reason = "locked (being reclaimed)"
	LockedOther     Reason = "locked"

	IsProtected   Reason = "protected against release"
	IsPrepaid     Reason = "paid in advance until it expires"
	NotPrepaid    Reason = "pay-as-you-go"
	MustBeStopped Reason = "running, which takes force"
	HasAddress    Reason = "has a public address already"
	NoBandwidth   Reason = "has no public bandwidth"
	AlreadySo     Reason = "already as asked"
	HasExpired    Reason = "has expired"
	RunsWindows   Reason = "runs Windows"
	NotPostPaid   Reason = "only for pay-as-you-go, not spot"
	NoKeyPair     Reason = "no key pair of that name in its region"

	// With the number of the job. Its command gets its results instead.
	DoneBrokenOff Reason = "done already by job {job}, which broke off"
	DoneNotWell   Reason = "done already by job {job}, which did not end well"
	DoneUnderKey  Reason = "done already by job {job}, under the same key"
)

// Hopeless reports whether nothing would come about: the plan's flaws left
// nothing of it, or the cloud said no to each of its calls. Where only some
// places of an order are sold out, the others may go on.
func (p *Plan) Hopeless() bool {
	if p.N() == 0 {
		return len(p.Flaws) > 0
	}
	return len(p.Denied) > 0 && !slices.Contains(p.Denied, false)
}

// Under has the plan carried out once under a key. asked is all that was asked
// for, in whatever form: the key is good for nothing else.
func (p *Plan) Under(key, asked string) {
	p.KeyHash, p.Asked = KeyHash(key), AskedHash(asked)
	p.Nonce = p.KeyHash
}

// Bill is what a plan costs, as DescribePrice and DescribeRenewalPrice tell it.
type Bill struct {
	Once     ecsapi.Price // charged when it is sent: renewals and prepaid instances
	PerHour  ecsapi.Price // from then on: pay-as-you-go and spot
	Currency string       // such as "CNY"
	Costs    []Cost       // in the order of the plan's targets or launches
	Disks    ecsapi.Price // create: what of Once or PerHour the disks cost, as far as it is told
	Unknown  int          // costs that could not be read: the sums lack them
}

// Cost is the part of a bill for one target, or for one launch with all its
// instances.
type Cost struct {
	Once, PerHour ecsapi.Price
	Expiry        time.Time     // renew: the new one, reckoned
	Err           *ecsapi.Error // why the price is not known
}

// PriceQuote is the price of one instance, or why it is not known.
type PriceQuote struct {
	ecsapi.Quote
	Err *ecsapi.Error
}

// Limits are a profile's ceilings: what goes beyond them wants the count typed,
// whatever else would do. Zero is no ceiling.
type Limits struct {
	Start, Stop int          // instances; Stop is of reboots too
	Release     int          // instances
	Create      int          // instances
	Renew       int          // instances
	PerHour     ecsapi.Price // what a creation costs from then on
	Once        ecsapi.Price // what a plan charges at once
}

// DefaultLimits are those of a profile that sets none.
var DefaultLimits = Limits{Start: 100, Stop: 100, Release: 100, Create: 100, Renew: 100}

// Earlier is what another job did, or may have done, of what a plan is to do.
type Earlier struct {
	Job   *Job
	Items []Item // of the job
}

// Repeats is what a plan would do again.
type Repeats struct {
	Done   []Earlier // it is done, and nobody was told
	Doubt  []Earlier // it may have been done, or is being done
	Partly []Earlier // create: a part exists, and the rest was not created
}

// KeyHash is what stands for a key in the journal, in tokens and in tags: the key
// itself may tell more than it should.
func KeyHash(key string) string { return hashed("ecsdeck key", key) }

// AskedHash is what stands for what was asked for under a key.
func AskedHash(asked string) string { return hashed("ecsdeck plan", asked) }

func hashed(what, text string) string {
	sum := sha256.Sum256([]byte(what + "\n" + text))
	return hex.EncodeToString(sum[:16])
}

// ErrOtherPlan is that a key was used for something else before.
type ErrOtherPlan struct{ Job *Job }

func (e *ErrOtherPlan) Error() string { return "the idempotency key was used for something else" }

// ErrOthersDoubt is that another user or role of the account used a key, and only that one
// can find out what became of it.
type ErrOthersDoubt struct{ Job *Job }

func (e *ErrOthersDoubt) Error() string {
	return "only " + e.Job.Others + " can find out what became of it"
}
