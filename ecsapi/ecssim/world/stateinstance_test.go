package world

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/randtest"
)

// Whoever adds a field to an instance must say how it is saved.
func TestEveryFieldOfAnInstanceIsSaved(t *testing.T) {
	day := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	c := New(7, day, 0)
	c.Populate(50, 1, day, nil)
	r := c.Regions[0]
	i := *r.List[0]
	rng := randtest.New(t)
	v := reflect.ValueOf(&i).Elem()
	for n, field := range reflect.VisibleFields(v.Type()) {
		f := v.FieldByIndex(field.Index)
		f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
		switch field.Name {
		case "Record", "ID", "Hash", "Type", "Image", "Place", "Status", "Tasks", "Slot", "booked":
			continue // known, or found anew
		}
		switch x := f.Addr().Interface().(type) {
		case *string:
			*x = fmt.Sprint("s", n)
		case *bool:
			*x = true
		case *int:
			*x = 1 + rng.IntN(100)
		case *uint64:
			*x = 1 + rng.Uint64N(100)
		case *float64:
			*x = rng.Float64()
		case *Addr:
			*x = Addr(1 + rng.Uint32())
		case *time.Time:
			*x = day.Add(time.Duration(rng.Int64N(1e18)))
		case *[]string:
			*x = []string{"a", "b"}
		case *[]Tag:
			*x = []Tag{{Key: "k", Value: "v"}, {Key: "\xff", Value: ""}}
		case *[]market.DiskSpec:
			*x = []market.DiskSpec{{Category: "cloud_essd", Level: "PL1", Size: 40, Name: "n", Description: "d", Keep: true}}
		case *Renewal:
			*x = Renewal{AutoRenewal, 3, "Month", day}
		default:
			t.Fatalf("%s is of a type that nobody saves", field.Name)
		}
	}
	line, err := json.Marshal(i.state())
	if err != nil {
		t.Fatal(err)
	}
	var s instanceState
	if err := json.Unmarshal(line, &s); err != nil {
		t.Fatal(err)
	}
	var got Instance
	if err := s.load(&got, r, map[string]*VSwitch{i.Place.ID: i.Place}); err != nil {
		t.Fatal(err)
	}
	got.Tasks, got.Slot, got.booked = i.Tasks, i.Slot, i.booked
	if !reflect.DeepEqual(i, got) {
		t.Errorf("\n%+v\n%+v", i, got)
	}
}
