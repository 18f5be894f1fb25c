package ecssim

import (
	"encoding/base64"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// instancesReply is the answer of DescribeInstances.
type instancesReply struct {
	reply
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	Instances                        struct {
		Instance []wireInstance
	}
}

// describeInstances lists instances of a region, newest first, by page number
// or by token.
func (c *Cloud) describeInstances(call *call) (stamped, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids, byID, err := call.jsonList("InstanceIds")
	if err != nil {
		return nil, err
	}
	matches, err := call.filters()
	if err != nil {
		return nil, err
	}
	pg, err := call.page(100)
	if err != nil {
		return nil, err
	}
	if call.dryRun() {
		return nil, errDryRun
	}

	if call.stale != nil {
		r = call.stale
	}
	var found []instance
	out := &instancesReply{PageNumber: pg.number, PageSize: pg.size}
	r.mu.Lock()
	r.settle(call.now)
	candidates := r.list
	if byID {
		candidates = r.pick(ids)
	}
	if pg.byToken {
		// TotalCount means nothing in this mode: it stays 0, and nobody looks
		// further than the page.
		candidates = filter(candidates[pg.resume(candidates):], matches, pg.size+1)
	} else {
		candidates = filter(candidates, matches, len(candidates))
		out.TotalCount = len(candidates)
		candidates = candidates[min(pg.start()+call.shifted(pg), len(candidates)):]
	}
	found = make([]instance, min(pg.size, len(candidates)))
	for n := range found {
		found[n] = *candidates[n]
	}
	more := len(candidates) > len(found)
	r.mu.Unlock()

	out.Instances.Instance = make([]wireInstance, len(found))
	for n := range found {
		found[n].wire(&out.Instances.Instance[n], r.ID)
	}
	if pg.byToken && more {
		out.NextToken = tokenAfter(&found[len(found)-1])
	}
	return out, nil
}

// statusReply is the answer of DescribeInstanceStatus.
type statusReply struct {
	reply
	TotalCount, PageNumber, PageSize int
	InstanceStatuses                 struct {
		InstanceStatus []instanceStatus
	}
}

type instanceStatus struct{ InstanceId, Status string }

// describeInstanceStatus lists the statuses of instances of a region.
func (c *Cloud) describeInstanceStatus(call *call) (stamped, error) {
	r, err := c.regionOf(call)
	if err != nil {
		return nil, err
	}
	ids := call.list("InstanceId")
	if len(ids) > 100 {
		return nil, errTooManyInstances
	}
	pg, err := call.page(50)
	if err != nil {
		return nil, err
	}
	var matches []match
	if zone := call.params["ZoneId"]; zone != "" {
		matches = append(matches, func(i *instance) bool { return i.place.zone.ID == zone })
	}
	if call.stale != nil {
		r = call.stale
	}
	out := &statusReply{PageNumber: pg.number, PageSize: pg.size}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	candidates := r.list
	if len(ids) > 0 {
		candidates = r.pick(ids)
	}
	candidates = filter(candidates, matches, len(candidates))
	out.TotalCount = len(candidates)
	candidates = candidates[min(pg.start()+call.shifted(pg), len(candidates)):]
	out.InstanceStatuses.InstanceStatus = []instanceStatus{}
	for _, i := range candidates[:min(pg.size, len(candidates))] {
		out.InstanceStatuses.InstanceStatus = append(out.InstanceStatuses.InstanceStatus, instanceStatus{i.id, i.status})
	}
	return out, nil
}

// regionOf is the region a call is about.
func (c *Cloud) regionOf(call *call) (*region, error) {
	id := call.params["RegionId"]
	if id == "" {
		return nil, missing("RegionId")
	}
	r, ok := c.byID[id]
	if !ok {
		return nil, errRegion
	}
	return r, nil
}

// pick finds instances by id, in the order of the list; unknown ids are not
// answered at all. The caller holds the lock.
func (r *region) pick(ids []string) []*instance {
	var out []*instance
	seen := map[string]bool{}
	for _, id := range ids {
		if i := r.byID[id]; i != nil && !i.hidden && !seen[id] {
			out = append(out, i)
			seen[id] = true
		}
	}
	slices.SortFunc(out, newer)
	return out
}

// filter is what all matches accept of a list, up to the first most; without
// matches it is the list, which is never changed.
func filter(list []*instance, matches []match, most int) []*instance {
	if len(matches) == 0 {
		return list
	}
	var out []*instance
next:
	for _, i := range list {
		for _, m := range matches {
			if !m(i) {
				continue next
			}
		}
		if out = append(out, i); len(out) == most {
			break
		}
	}
	return out
}

// page is which part of a list a call wants.
type page struct {
	number, size int
	byToken      bool
	created      time.Time // with byToken: the last instance answered
	id           string
}

// page reads PageNumber and PageSize, of lists with pages of 100 also
// MaxResults and NextToken.
func (p params) page(maxSize int) (page, error) {
	if maxSize == 100 {
		return p.pages(maxSize, 100)
	}
	return p.pages(maxSize, 0)
}

// pages reads PageNumber and PageSize, or MaxResults and NextToken unless
// maxResults is 0; sizes out of range are clamped, as ECS does.
func (p params) pages(maxSize, maxResults int) (page, error) {
	pg := page{number: 1}
	var err error
	if maxResults > 0 && (p["MaxResults"] != "" || p["NextToken"] != "") {
		pg.byToken = true
		if pg.size, err = p.number("MaxResults", 10); err != nil {
			return page{}, err
		}
		pg.size = min(max(pg.size, 10), maxResults)
		if token := p["NextToken"]; token != "" {
			if pg.created, pg.id, err = readToken(token); err != nil {
				return page{}, err
			}
		}
		return pg, nil
	}
	if pg.number, err = p.number("PageNumber", 1); err != nil {
		return page{}, err
	}
	if pg.size, err = p.number("PageSize", 10); err != nil {
		return page{}, err
	}
	const farthest = 1 << 30 // no list is that long, and pages can be multiplied
	pg.number = min(max(pg.number, 1), farthest)
	if pg.size < 1 {
		pg.size = 10
	}
	pg.size = min(pg.size, maxSize)
	return pg, nil
}

// start is the index at which a page by number begins.
func (pg page) start() int { return (pg.number - 1) * pg.size }

// shifted is how many rows off a page begins, as if newer instances had come or
// gone since the page before was read.
func (c *call) shifted(pg page) int {
	if pg.number == 1 {
		return 0
	}
	return max(c.shift, -pg.start())
}

// resume is the index at which a page by token begins.
func (pg page) resume(list []*instance) int {
	if pg.id == "" {
		return 0
	}
	at := &instance{created: pg.created, id: pg.id}
	return sort.Search(len(list), func(n int) bool { return newer(list[n], at) > 0 })
}

// tokenAfter is the token of the page after an instance. It names the instance,
// not a number, so that a list that changes meanwhile shows nothing twice.
func tokenAfter(i *instance) string { return token(i.created, i.id) }

func token(created time.Time, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(created.Unix(), 36) + " " + id))
}

func readToken(token string) (created time.Time, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return time.Time{}, "", badParameter("NextToken")
	}
	at, id, ok := strings.Cut(string(b), " ")
	unix, err := strconv.ParseInt(at, 36, 64)
	if !ok || err != nil || id == "" {
		return time.Time{}, "", badParameter("NextToken")
	}
	return time.Unix(unix, 0), id, nil
}
