package cli

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

	"ecsdeck/ecsapi/catalog"
	simworld "ecsdeck/ecsapi/ecssim/world"
)

// largestFleet is what is read of a fleet at most; a million instances are no
// more.
const largestFleet = 1 << 30

// readFleet reads what ls prints as JSON: from a file, or from standard input
// for "-".
func (a *app) readFleet(path string) ([]simworld.Machine, error) {
	in := a.In
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, failed(a.p.S("cannot read the fleet %s: %s", path, causeOf(err)))
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
			err = r.unusable(a.p.S("it is too large"))
		}
		return nil, err
	}
	return r.fleet, nil
}

// fleetError says in one line what the simulated cloud has against a fleet.
func (a *app) fleetError(path string, err error) error {
	if e := (*simworld.MachineError)(nil); errors.As(err, &e) {
		return (&fleetReader{a: a, path: path}).wrong(e)
	}
	return failed(err.Error())
}

// fleetReader reads a list of instances record by record, so that it can say
// which is wrong.
type fleetReader struct {
	a     *app
	path  string
	dec   *json.Decoder
	fleet []simworld.Machine
}

func (r *fleetReader) unusable(why string) error {
	return failed(r.a.p.S("cannot use the fleet %s: %s", r.path, oneLine(why)))
}

// notAList is what is said of anything but a list.
func (r *fleetReader) notAList() error {
	return r.unusable(r.a.p.S("it is not a list; accepted: what `ecsdeck ls -o json` prints"))
}

func (r *fleetReader) read() error {
	a := r.a
	switch t, err := r.dec.Token(); {
	case errors.As(err, new(*fs.PathError)):
		return failed(a.p.S("cannot read the fleet %s: %s", r.path, causeOf(err)))
	case errors.Is(err, io.EOF):
		return r.unusable(a.p.S("it is empty; accepted: what `ecsdeck ls -o json` prints"))
	case err != nil || t != json.Delim('['):
		return r.notAList()
	}
	for r.dec.More() {
		if len(r.fleet) == mostInstances {
			return r.unusable(a.p.S("it has more than %d instances", mostInstances))
		}
		var rec instanceRecord
		if err := r.dec.Decode(&rec); err != nil {
			return r.misread(err)
		}
		m, wrong := rec.machine()
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
		return r.unusable(a.p.S("something follows the list"))
	}
	if len(r.fleet) == 0 {
		return r.unusable(a.p.S("it has no instance; --instances 0 makes a cloud without any"))
	}
	return nil
}

// misread says what is no record, or no JSON.
func (r *fleetReader) misread(err error) error {
	a, n := r.a, strconv.Itoa(len(r.fleet)+1)
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		if e.Field == "" {
			return r.unusable(a.p.S("record %s is not an instance (%s)", n, e.Value))
		}
		return r.unusable(a.p.S("record %s: %s has a value of the wrong kind: %s", n, e.Field, e.Value))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.unusable(a.p.S("it breaks off after record %s", strconv.Itoa(len(r.fleet))))
	}
	return r.unusable(a.p.S("record %s cannot be read: %s", n, err.Error()))
}

// wrong says what is wrong with a record.
func (r *fleetReader) wrong(e *simworld.MachineError) error {
	a, n := r.a, strconv.Itoa(e.N+1)
	if e.ID != "" && e.Field != "id" {
		n += " (" + e.ID + ")"
	}
	if e.Value == "" {
		return r.unusable(a.p.S("record %s has no %s; accepted: %s", n, e.Field, a.p.S(e.Accepted)))
	}
	text := a.p.S("record %s: %s cannot be %q", n, e.Field, e.Value)
	if e.Field == "region" {
		var ids []string
		for _, region := range catalog.Regions() {
			ids = append(ids, region.ID)
		}
		text += a.meant(e.Value, ids)
	}
	return r.unusable(text + "; " + a.p.S("accepted: %s", a.p.S(e.Accepted)))
}

// machine is a record as the simulated cloud takes it.
func (r *instanceRecord) machine() (m simworld.Machine, wrong *simworld.MachineError) {
	m = simworld.Machine{
		ID: r.ID, Name: r.Name, Region: r.Region, Zone: or(r.Zone), Type: or(r.Type), CPU: or(r.CPU), MemoryMiB: or(r.MemoryMiB),
		Status: or(r.Status), ChargeType: or(r.ChargeType), SpotStrategy: or(r.SpotStrategy), PublicIP: or(r.PublicIP), PrivateIP: or(r.PrivateIP),
		Protected: r.DeletionProtection, StoppedMode: or(r.StoppedMode), SecurityGroups: r.SecurityGroups,
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
			return m, &simworld.MachineError{Field: "spot_price_limit", Value: r.SpotPriceLimit.String(), Accepted: "a price in CNY an hour"}
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
			return m, &simworld.MachineError{Field: t.field, Value: *t.text, Accepted: "a time such as 2026-01-02T15:04:05Z"}
		}
	}
	return m, nil
}

// or is what is pointed to, or the zero value.
func or[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// past is how many machines of a fleet have ended by a moment: they are stopped,
// or gone, as soon as somebody looks.
func past(fleet []simworld.Machine, now time.Time) int {
	n := 0
	for _, m := range fleet {
		prepaid := m.ChargeType == "PrePaid"
		if prepaid && m.Lock == "" && !now.Before(m.Expires) || !prepaid && !m.AutoRelease.IsZero() && !now.Before(m.AutoRelease) {
			n++
		}
	}
	return n
}
