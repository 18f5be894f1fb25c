package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi/ecssim/world"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// largestFleet is what is read of a fleet at most; a million instances are no
// more.
const largestFleet = 1 << 30

// readFleet reads what ls prints as JSON: from a file, or from standard input
// for "-".
func readFleet(a *shell.App, path string) ([]world.Machine, error) {
	in := a.In
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, shell.Failed(a.P.S("cannot read the fleet {path}: {reason}", path, shell.SystemCause(err)))
		}
		defer f.Close()
		in = f
	}
	r := &fleetReader{a: a, path: path}
	limited := &io.LimitedReader{R: in, N: largestFleet}
	buffered := bufio.NewReaderSize(limited, 1<<16)
	if mark, _ := buffered.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		buffered.Discard(3) // some editors begin so
	}
	r.dec = json.NewDecoder(buffered)
	if err := r.read(); err != nil {
		if limited.N <= 0 {
			err = r.unusable(a.P.S("it is too large"))
		}
		return nil, err
	}
	return r.fleet, nil
}

// fleetReader reads a list of instances record by record, so that it can say
// which is wrong.
type fleetReader struct {
	a     *shell.App
	path  string
	dec   *json.Decoder
	fleet []world.Machine
}

func (r *fleetReader) unusable(why string) error {
	return shell.Failed(r.a.P.S("cannot use the fleet {path}: {reason}", r.path, shell.OneLine(why)))
}

func (r *fleetReader) read() error {
	a := r.a
	switch t, err := r.dec.Token(); {
	case errors.As(err, new(*fs.PathError)):
		return shell.Failed(a.P.S("cannot read the fleet {path}: {reason}", r.path, shell.SystemCause(err)))
	case errors.Is(err, io.EOF):
		return r.unusable(a.P.S("it is empty; accepted: what `ecsdeck ls -o json` prints"))
	case err != nil || t != json.Delim('['):
		return r.unusable(a.P.S("it is not a list; accepted: what `ecsdeck ls -o json` prints"))
	}
	for r.dec.More() {
		if len(r.fleet) == shell.MaxInstances {
			return r.unusable(a.P.S("it has more than {most} instances", shell.MaxInstances))
		}
		var rec record.Instance
		if err := r.dec.Decode(&rec); err != nil {
			return r.misread(err)
		}
		m, wrong := machine(&rec)
		if wrong != nil {
			wrong.N, wrong.ID = len(r.fleet), rec.ID
			return r.wrong(wrong)
		}
		r.fleet = append(r.fleet, m)
	}
	if _, err := r.dec.Token(); err != nil {
		return r.misread(err)
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return r.unusable(a.P.S("something follows the list"))
	}
	if len(r.fleet) == 0 {
		return r.unusable(a.P.S("it has no instance; --instances 0 makes a cloud without any"))
	}
	return nil
}

// misread says what is no record, or no JSON.
func (r *fleetReader) misread(err error) error {
	a, n := r.a, strconv.Itoa(len(r.fleet)+1)
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if e.Field == "" {
			return r.unusable(a.P.S("record {number} is not an instance ({value})", n, e.Value))
		}
		return r.unusable(a.P.S("record {number}: {field} has a value of the wrong kind: {value}", n, e.Field, e.Value))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.unusable(a.P.S("it breaks off after record {number}", strconv.Itoa(len(r.fleet))))
	}
	return r.unusable(a.P.S("record {number} cannot be read: {error}", n, err))
}

// wrong says what is wrong with a record.
func (r *fleetReader) wrong(e *world.MachineError) error {
	a, n := r.a, strconv.Itoa(e.N+1)
	if e.ID != "" && e.Field != "id" {
		n += " (" + e.ID + ")"
	}
	if e.Value == "" {
		return r.unusable(a.P.S("record {number} has no {field}; accepted: {accepted}", n, e.Field, e.Accepted))
	}
	text := a.P.S("record {number}: {field} cannot be {value:q}", n, e.Field, e.Value)
	if e.Field == "region" {
		text += a.Meant(e.Value, shell.CatalogRegions())
	}
	return r.unusable(text + "; " + a.P.S("accepted: {accepted}", e.Accepted))
}

// machine is a record as the simulated cloud takes it.
func machine(r *record.Instance) (m world.Machine, wrong *world.MachineError) {
	m = world.Machine{
		ID: r.ID, Name: r.Name, Region: r.Region, Zone: shell.Deref(r.Zone), Type: shell.Deref(r.Type), CPU: shell.Deref(r.CPU), MemoryMiB: shell.Deref(r.MemoryMiB),
		Status: shell.Deref(r.Status), ChargeType: shell.Deref(r.ChargeType), SpotStrategy: shell.Deref(r.SpotStrategy), PublicIP: shell.Deref(r.PublicIP), PrivateIP: shell.Deref(r.PrivateIP),
		Protected: r.DeletionProtection, StoppedMode: shell.Deref(r.StoppedMode), SecurityGroups: r.SecurityGroups,
		Description: shell.Deref(r.Description),
	}
	if len(r.Locks) > 0 {
		m.Lock = r.Locks[0]
	}
	for _, key := range slices.Sorted(maps.Keys(r.Tags)) {
		m.Tags = append(m.Tags, [2]string{key, r.Tags[key]})
	}
	if r.SpotPriceLimit != nil {
		var err error
		if m.SpotPriceLimit, err = r.SpotPriceLimit.Float64(); err != nil {
			return m, &world.MachineError{Field: "spot_price_limit", Value: r.SpotPriceLimit.String(), Accepted: message.New("a price in CNY an hour")}
		}
	}
	for _, t := range []struct {
		field string
		text  *string
		at    *time.Time
	}{{"created", r.Created, &m.Created}, {"expires", r.Expires, &m.Expires}, {"auto_release", r.AutoRelease, &m.AutoRelease}} {
		if t.text == nil {
			continue
		}
		var err error
		if *t.at, err = time.Parse(time.RFC3339, *t.text); err != nil {
			return m, &world.MachineError{Field: t.field, Value: *t.text, Accepted: message.New("a time such as 2026-01-02T15:04:05Z")}
		}
	}
	return m, nil
}

// past is how many machines of a fleet have ended by a moment: they are stopped,
// or gone, as soon as somebody looks.
func past(fleet []world.Machine, now time.Time) int {
	n := 0
	for _, m := range fleet {
		prepaid := m.ChargeType == "PrePaid"
		if prepaid && m.Lock == "" && !now.Before(m.Expires) || !prepaid && !m.AutoRelease.IsZero() && !now.Before(m.AutoRelease) {
			n++
		}
	}
	return n
}
