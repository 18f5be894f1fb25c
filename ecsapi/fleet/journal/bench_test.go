package journal

import (
	"fmt"
	"testing"
	"time"
)

// thousand is a job that stops 1,000 instances in calls of 100.
func thousand(b *testing.B, j *Journal) {
	job := &Job{Action: "stop", Who: "mei", By: By{Account: "prod"}, At: time.Now()}
	for i := range 1000 {
		job.Items = append(job.Items, Item{N: i, ID: fmt.Sprintf("i-bp1%017d", i), Name: fmt.Sprintf("prod-web-%04d", i), Region: "cn-hangzhou", From: "Running"})
	}
	must(b, j.Begin(job))
	for from := 0; from < 1000; from += 100 {
		c := Call{API: "StopInstances", Region: "cn-hangzhou"}
		var sent, done []Item
		for n := from; n < from+100; n++ {
			c.Items = append(c.Items, n)
			sent = append(sent, Item{N: n, Outcome: "sent", RequestID: "3B4A1F6E-1111-2222-3333-444455556666"})
			done = append(done, Item{N: n, Outcome: "done", To: "Stopped", RequestID: "3B4A1F6E-1111-2222-3333-444455556666"})
		}
		n, err := j.Intend(job.Key, c)
		must(b, err)
		must(b, j.Answer(job.Key, n, "3B4A1F6E-1111-2222-3333-444455556666", "", ""))
		must(b, j.Settle(job.Key, sent))
		must(b, j.Settle(job.Key, done))
	}
	must(b, j.End(job.Key, time.Now(), ""))
}

func BenchmarkThousandItems(b *testing.B) {
	j := opened(b, b.TempDir())
	b.ReportAllocs()
	for b.Loop() {
		thousand(b, j)
	}
	b.ReportMetric(float64(j.size)/float64(b.N), "B/job")
}

// The newest jobs of a long history: those that are passed over cost little.
func BenchmarkReadNewest(b *testing.B) {
	dir := b.TempDir()
	j := opened(b, dir)
	for range 100 {
		thousand(b, j)
	}
	b.SetBytes(j.size)
	for b.Loop() {
		if jobs, _, err := Read(dir, 5); err != nil || len(jobs) != 5 {
			b.Fatal(len(jobs), err)
		}
	}
}
