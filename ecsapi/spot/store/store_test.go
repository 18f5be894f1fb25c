package store

import (
	"testing"
	"time"

	"ecsdeck/ecsapi/spot"
)

var key = Key{"cn-hangzhou", "ecs.g7.large", "vpc"}

var epoch = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)

func hours(n float64) time.Time { return epoch.Add(time.Duration(n * float64(time.Hour))) }

func TestKeeps(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	s.Append(Update{key, hours(0), hours(24), "CNY", map[string][]spot.Sample{
		"cn-hangzhou-h": {{At: hours(0), Price: 240_000, Origin: 1_200_000}, {At: hours(20), Price: 360_000, Origin: 1_200_000}},
	}})
	s.Close()
	if note := s.Note(); note != "" {
		t.Error(note)
	}
	s = New(dir)
	defer s.Close()
	h := s.Load(t.Context(), key, hours(3), hours(30))
	t.Log(h)
	if !h.From.Equal(hours(3)) || !h.To.Equal(hours(24)) || h.Currency != "CNY" || s.Note() != "" {
		t.Errorf("got %+v, %s", h, s.Note())
	}
}
