package model

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/plan"
	"ecsdeck/model/reclaims"
)

// serve checks that each write is one that a dialog was confirmed for, on what
// it was confirmed for.
func (m *monkey) serve(w http.ResponseWriter, q *http.Request) {
	body, _ := io.ReadAll(q.Body)
	q.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	for k, v := range q.URL.Query() {
		form[k] = v
	}
	if action := form.Get("Action"); !strings.HasPrefix(action, "Describe") && form.Get("DryRun") != "true" {
		m.check(action, form)
	}
	byPlan := form.Get("Action") == "DescribeInstances" && form.Get("Tag.1.Key") == fleet.PlanTag
	if form.Get("Action") != "CreateInstance" && form.Get("Action") != "DescribeDisks" && !byPlan {
		m.cloud.ServeHTTP(w, q)
		return
	}
	q.Header.Del("Accept-Encoding") // learn reads the answer
	answer := httptest.NewRecorder()
	m.cloud.ServeHTTP(answer, q)
	m.learn(answer.Body.Bytes())
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	w.Write(answer.Body.Bytes())
}

// learn notes what an answer tells that later writes may be about: a new instance, which is taken
// through the steps that are left, also where its own answer was lost and it is found by the tag of
// its plan, and the disks that go with one, which may be copied first.
func (m *monkey) learn(body []byte) {
	var a struct {
		InstanceId string
		Instances  struct {
			Instance []struct{ InstanceId string }
		}
		Disks struct {
			Disk []struct {
				DiskId, InstanceId string
				DeleteWithInstance bool
			}
		}
	}
	json.Unmarshal(body, &a) // one that was cut short tells nothing
	m.mu.Lock()
	defer m.mu.Unlock()
	created := a.Instances.Instance
	if a.InstanceId != "" {
		created = append(created, struct{ InstanceId string }{a.InstanceId})
	}
	for _, i := range created {
		for _, api := range []string{
			"ModifyInstanceAutoReleaseTime", "AllocatePublicIpAddress", "StartInstance", "StartInstances",
		} {
			m.agreed[api+" "+i.InstanceId] = true
		}
	}
	for _, d := range a.Disks.Disk {
		if d.DeleteWithInstance {
			m.diskOf[d.DiskId] = d.InstanceId
		}
	}
}

// instanceID is an instance's id as the cloud makes them.
var instanceID = regexp.MustCompile(`\bi-[0-9a-z]{20}\b`)

func (m *monkey) check(action string, form url.Values) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.root.Account.ReadOnly {
		m.t.Errorf("a read-only deck sends %s", action)
	}
	if action == "RunInstances" || action == "CreateInstance" {
		if token := form.Get("ClientToken"); !m.created[token] { // one that is lost is sent again
			m.created[token] = true
			n, _ := strconv.Atoi(cmp.Or(form.Get("Amount"), "1"))
			if m.create -= n; m.create < 0 {
				m.t.Errorf("%d instances too many are created", -m.create)
			}
		}
		return
	}
	named := 0
	for k, v := range form {
		ids := instanceID.FindAllString(v[0], -1) // in whatever form an API takes them
		if k == "DiskId" {
			ids = []string{cmp.Or(m.diskOf[v[0]], v[0])}
		}
		for _, id := range ids {
			named++
			if !m.agreed[action+" "+id] {
				m.t.Errorf("%s of %s, which nobody confirmed", action, id)
			}
		}
	}
	if named == 0 {
		m.t.Errorf("%s names nothing: %v", action, form)
	}
}

// confirmed checks a dialog that was answered with yes against what a person
// saw on screen then.
func (m *monkey) confirmed(press tea.KeyPressMsg, p *plan.Dialog, plan *fleet.Plan, typed, drawn string) {
	drawn = ansi.Strip(drawn)
	word := op.Word(plan, m.root.Limits)
	right := word == "" || slices.Equal(strings.Fields(typed), strings.Fields(word))
	if len(plan.Targets) == 1 && plan.Action == fleet.ActionRelease {
		right = right || typed == string(plan.Targets[0].ID)
	}
	switch {
	case !m.root.Keys.Confirm.Match(press):
		m.fail("%q confirmed a dialog", press.String())
	case p.Early(m.root.Wall) || p.News.Early(m.root.Wall):
		m.fail("a dialog was confirmed before it could be read")
	case m.root.Account.ReadOnly:
		m.fail("a read-only deck confirmed a dialog")
	case plan.Open:
		m.fail("a dialog was confirmed while it was read for")
	case !right:
		m.fail("%q was confirmed by %q", word, typed)
	case !strings.Contains(drawn, m.root.Text.N("{count} instance", "{count} instances", plan.N())):
		m.fail("a dialog was confirmed that was not on screen")
	case m.root.Production && !strings.Contains(drawn, " PRODUCTION "):
		m.fail("a dialog did not say that it is about production")
	case plan.Bill != nil && plan.Bill.Unknown == 0 && !strings.Contains(drawn, "charged at once: ") && !strings.Contains(drawn, " an hour"):
		m.fail("a dialog did not say the price")
	case plan.Bill != nil && plan.Bill.Unknown > 0 && !strings.Contains(drawn, "price unknown"):
		m.fail("a dialog did not say that it does not know the price")
	case plan.Options.Force && plan.Action != fleet.ActionRelease && !strings.Contains(drawn, "is lost"):
		m.fail("a dialog did not say what force does")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.yes[plan.Action]++
	for _, l := range plan.Launches {
		m.create += l.Amount
	}
	for _, i := range plan.Targets {
		for _, api := range writes[plan.Action] {
			m.agreed[api+" "+string(i.ID)] = true
		}
		// Of each disk that goes: a plan says so even where it could not read which those are.
		if plan.Options.Snapshot {
			m.agreed["CreateSnapshot "+string(i.ID)] = true
		}
	}
}

// drains checks a dialog of a drain that was answered with yes against what a
// person saw on screen then.
func (m *monkey) drains(q *reclaims.DrainDialog, o fleet.DrainOrder, drawn string) {
	drawn = ansi.Strip(drawn)
	n := len(q.Reclaims())
	switch {
	case q.Early(m.root.Wall):
		m.fail("a drain was confirmed before it could be read")
	case !strings.Contains(drawn, m.root.Text.N("Drain {count} instance", "Drain {count} instances", n)):
		m.fail("a drain of %d was confirmed that was not on screen", n)
	case m.root.Production && !strings.Contains(drawn, " PRODUCTION "):
		m.fail("a drain did not say that it is about production")
	case len(o.Command) > 0 && !strings.Contains(drawn, fmt.Sprintf("[%q]", o.Command[0])):
		m.fail("a drain did not say what runs")
	case o.Script != "" && m.root.Account.ReadOnly:
		m.fail("a read-only deck runs a script")
	}
	m.yes[fleet.ActionScript]++
}

// agree notes that a script may run on instances; -1 takes it back.
func (m *monkey) agree(o fleet.DrainOrder, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range o.IDs {
		m.scripts[id] += n
		m.agreed["RunCommand "+string(id)] = m.scripts[id] > 0
	}
}

// look draws the frame and checks that it is exactly as large as the screen,
// and that what it says of marks is so.
func (m *monkey) look() {
	r := m.root
	m.frame = r.View().Content
	lines := strings.Split(m.frame, "\n")
	if len(lines) != r.h {
		m.fail("%d lines of %d at %dx%d", len(lines), r.h, r.w, r.h)
	}
	if len(m.widths) > 1<<16 {
		clear(m.widths)
	}
	for n, l := range lines {
		w, seen := m.widths[l]
		if !seen {
			w = ansi.StringWidth(l)
			if plain := ansi.Strip(l); strings.ContainsFunc(plain, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\u202e' }) {
				m.fail("line %d has a control character: %q", n, plain)
			}
			m.widths[l] = w
		}
		if w != r.w {
			m.fail("line %d is %d cells wide at %dx%d: %q", n, w, r.w, r.h, l)
		}
	}
	shown := 0
	for _, i := range r.instances.order.rows {
		if r.Marks.Has(i.ID) {
			shown++
		}
	}
	if want := r.Marks.Len() - shown; r.instances.Hidden() != want {
		m.fail("%d marks are hidden, and the screen says %d", want, r.instances.Hidden())
	}
}

// tally counts what the jobs that are over have brought to an end.
func (m *monkey) tally() {
	for _, j := range m.engine.Snapshot().Jobs {
		if j.Over() && !m.over[j.ID] {
			m.over[j.ID] = true
			m.done[j.Action] += j.Counts.Done
		}
	}
}

// judgeStory checks, once its steps are over, that a story changed what it had
// to, by what the cloud counted.
func (m *monkey) judgeStory() {
	stats := m.cloud.Stats()
	m.t.Log("confirmed:", m.yes, "carried out:", m.done, "left:", m.left)
	if m.root.Account.ReadOnly {
		for api, n := range stats.Calls {
			if !strings.HasPrefix(api, "Describe") {
				m.t.Errorf("a read-only deck made %d calls of %s", n, api)
			}
		}
		if len(stats.DryRunCalls) > 0 || len(m.yes) > 0 {
			m.t.Errorf("a read-only deck had %v judged and confirmed %v", stats.DryRunCalls, m.yes)
		}
		return
	}
	for _, a := range m.wanted {
		calls := int64(0)
		for _, api := range writes[a] {
			calls += stats.Calls[api]
		}
		if m.yes[a] == 0 || m.done[a] == 0 || calls == 0 {
			m.t.Errorf("%s: %d plans were confirmed, %d instances came to its end, and the cloud counts %d calls",
				a, m.yes[a], m.done[a], calls)
		}
	}
	if m.left == 0 {
		m.t.Error("no plan was left")
	}
}
