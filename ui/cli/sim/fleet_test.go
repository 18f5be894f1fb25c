package sim

import (
	"bytes"
	"fmt"
	"testing"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

func BenchmarkFleetOf50000(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("[")
	for n := range 50_000 {
		if n > 0 {
			text.WriteString(",")
		}
		fmt.Fprintf(&text, `{"id":"i-bp1yours%06d","name":"web-%d","region":"cn-hangzhou","zone":"cn-hangzhou-h","type":"ecs.g7.large","cpu":2,"memory_mib":8192,`+
			`"status":"Running","charge_type":"PostPaid","spot_strategy":"NoSpot","spot_price_limit":null,"public_ip":null,"private_ip":"10.0.%d.%d",`+
			`"created":"2026-01-29T05:18:00Z","expires":null,"auto_release":null,"locks":[],"deletion_protection":false,"stopped_mode":"Not-applicable",`+
			`"security_groups":["sg-bp1a%d"],"tags":{"app":"web","env":"prod","team":"shop"}}`, n, n, n>>8, n&255, n%50)
	}
	text.WriteString("]")
	for b.Loop() {
		a := shell.New(nil, shell.Env{In: bytes.NewReader(text.Bytes())})
		fleet, err := readFleet(a, "-")
		if err != nil || len(fleet) != 50_000 {
			b.Fatal(err)
		}
		if _, err := ecssim.NewFrom(ecssim.Config{}, fleet); err != nil {
			b.Fatal(err)
		}
	}
}
