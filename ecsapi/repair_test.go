package ecsapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// One field that can't be read, or can't be true of a machine, is unknown and
// says why. It costs neither its row nor the others.
func TestOddFields(t *testing.T) {
	usual := Instance{
		ID: "i-1", Name: "n", Region: "r", CPU: 2, MemoryMiB: 8192, Status: Running, ChargeType: PostPaid, SpotPriceLimit: 500_000,
		Created: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC), SecurityGroups: []string{"sg-1"}, Tags: []Tag{{"a", "b"}}, DeletionProtection: true,
		PublicIPs: []string{"1.2.3.4"},
	}
	fields := map[string]string{
		"InstanceId": `"i-1"`, "InstanceName": `"n"`, "RegionId": `"r"`, "Cpu": `2`, "Memory": `8192`, "Status": `"Running"`,
		"InstanceChargeType": `"PostPaid"`, "SpotPriceLimit": `0.5`, "CreationTime": `"2026-01-02T03:04Z"`, "DeletionProtection": `true`,
		"SecurityGroupIds": `{"SecurityGroupId":["sg-1"]}`, "Tags": `{"Tag":[{"TagKey":"a","TagValue":"b"}]}`, "PublicIpAddress": `{"IpAddress":["1.2.3.4"]}`,
	}
	no := map[string]func(*Instance){
		"Cpu": func(i *Instance) { i.CPU = 0 }, "Memory": func(i *Instance) { i.MemoryMiB = 0 }, "InstanceName": func(i *Instance) { i.Name = "" },
		"Tags": func(i *Instance) { i.Tags = nil }, "SecurityGroupIds": func(i *Instance) { i.SecurityGroups = nil },
		"PublicIpAddress": func(i *Instance) { i.PublicIPs = nil }, "SpotPriceLimit": func(i *Instance) { i.SpotPriceLimit = 0 },
		"DeletionProtection": func(i *Instance) { i.DeletionProtection = false },
	}
	for _, tt := range []struct{ field, value, odd string }{
		{"Cpu", `-4`, "Cpu: -4"},
		{"Cpu", `2.7`, "Cpu: 2.7"},
		{"Cpu", `1e300`, "Cpu: 1e+300"},
		{"Cpu", `"abc"`, `Cpu: "abc"`},
		{"Cpu", `{}`, `Cpu: {}`},
		{"Cpu", `null`, ""},
		{"Cpu", `""`, ""},
		{"Cpu", `NaN`, `Cpu: "NaN"`},
		{"Memory", `1e19`, "Memory: 1e+19"},
		{"Memory", `-1`, "Memory: -1"},
		{"Memory", `-Infinity`, `Memory: "-Infinity"`},
		{"InstanceName", `["a"]`, `InstanceName: ["a"]`},
		{"InstanceName", `{"a":1}`, `InstanceName: {"a":1}`},
		{"Tags", `"none"`, `Tags: "none"`},
		{"Tags", `[]`, `Tags: []`},
		{"Tags", `["` + strings.Repeat("长", 100) + `"]`, `Tags: ["` + strings.Repeat("长", 37) + "…"},
		{"Tags", `{"Tag":["a","b\u001b[2J"]}`, `Tags: {"Tag":["a","b\u001b[2J"]}`},
		{"SecurityGroupIds", `{"SecurityGroupId":"sg-1"}`, `SecurityGroupIds: {"SecurityGroupId":"sg-1"}`},
		{"NetworkInterfaces", `{"NetworkInterface":"eni-1"}`, `NetworkInterfaces: {"NetworkInterface":"eni-1"}`},
		{"PublicIpAddress", `[]`, `PublicIpAddress: []`},
		{"SpotPriceLimit", `NaN`, `SpotPriceLimit: "NaN"`},
		{"SpotPriceLimit", `-0.5`, "SpotPriceLimit: -0.5"},
		{"SpotPriceLimit", `1e308`, "SpotPriceLimit: 1e+308"},
		{"DeletionProtection", `"maybe"`, `DeletionProtection: "maybe"`},
		{"EipAddress", `""`, `EipAddress: ""`},
		{"OperationLocks", `[]`, `OperationLocks: []`},
		{"GPUAmount", `-1`, "GPUAmount: -1"},
		{"InternetMaxBandwidthOut", `-7`, "InternetMaxBandwidthOut: -7"},
	} {
		t.Run(tt.field+tt.value, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var row []string
				for name, value := range fields {
					if name != tt.field {
						row = append(row, fmt.Sprintf("%q:%s", name, value))
					}
				}
				row = append(row, fmt.Sprintf("%q:%s", tt.field, tt.value))
				body := fmt.Sprintf(`{"RequestId":"R","TotalCount":3,"PageSize":100,"Instances":{"Instance":[
					{"InstanceId":"i-0","Cpu":"4","Tags":null},{%s},{"InstanceId":"i-2","InstanceName":"a \"NaN\\"}]}}`, strings.Join(row, ","))
				all, err := serve(t, answers(200, "application/json", body), Options{}).Instances(t.Context(), Query{Region: "r"})
				if err != nil || len(all) != 3 {
					t.Fatalf("%d instances, %v", len(all), err)
				}
				want := usual
				want.Odd = tt.odd
				if blank := no[tt.field]; blank != nil {
					blank(&want)
				}
				if got := fmt.Sprintf("%+v", *all[1]); got != fmt.Sprintf("%+v", want) {
					t.Errorf("got  %s\nwant %+v", got, want)
				}
				if all[0].CPU != 4 || all[0].Odd != "" || all[2].Name != `a "NaN\` || all[2].Odd != "" {
					t.Errorf("beside it: %+v and %+v", all[0], all[2])
				}
			})
		})
	}
}

// What stands in a row's place and names no instance has not come; the others
// have.
func TestRowsThatAreNone(t *testing.T) {
	for row, odd := range map[string]string{`"x"`: `"x"`, `5`: `5`, `[1]`: `[1]`, `null`: `InstanceId: ""`, `{}`: `InstanceId: ""`, `{"InstanceId":["i-1"]}`: `InstanceId: ""`} {
		synctest.Test(t, func(t *testing.T) {
			body := `{"RequestId":"R","TotalCount":3,"Instances":{"Instance":[{"InstanceId":"i-0","Cpu":"4"},` + row + `,{"InstanceId":"i-2"}]}}`
			all, err := serve(t, answers(200, "application/json", body), Options{}).Instances(t.Context(), Query{Region: "r"})
			lacks(t, err, 2, 3)
			var e *Error
			if errors.As(err, &e); len(all) != 2 || all[0].CPU != 4 || e.Lack.Odd != odd || !strings.Contains(e.Error(), odd) {
				t.Errorf("%s: %d instances, %v", row, len(all), err)
			}
		})
	}
}

// An answer that is odd where it counts, or as a whole, is none.
func TestAnswersThatAreNone(t *testing.T) {
	rows := `{"Instance":[{"InstanceId":"i-1","Cpu":"abc"}]}`
	for _, body := range []string{
		`{"RequestId":"R","TotalCount":"many","Instances":` + rows + `}`,
		`{"RequestId":"R","TotalCount":{},"Instances":` + rows + `}`,
		`{"RequestId":["R"],"TotalCount":1,"Instances":` + rows + `}`,
		`{"RequestId":"R","TotalCount":1,"Instances":[]}`,
		`{"RequestId":"R","TotalCount":1,"Instances":{"Instance":{}}}`,
		`{"RequestId":"R","TotalCount":1,"Instances":{"Instance":[{"InstanceId":"i-1","Cpu":"abc"`,
		`{"RequestId":"R","TotalCount":1,"Instances":{"Instance":[` + strings.Repeat(`[`, 100_000),
		`{"RequestId":"R","TotalCount":1,"Code":"Forbidden.RAM","Instances":` + rows + `}`,
	} {
		synctest.Test(t, func(t *testing.T) {
			all, err := serve(t, answers(200, "application/json", body), Options{}).Instances(t.Context(), Query{Region: "r"})
			if err == nil || len(all) > 0 {
				t.Errorf("%.80s: %d instances, %v", body, len(all), err)
			}
		})
	}
}

// Of a type, too, what can't be is unknown.
func TestImpossibleTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		body := `{"RequestId":"R","InstanceTypes":{"InstanceType":[{"InstanceTypeId":"a","CpuCoreCount":-4,"MemorySize":1e19,"GPUAmount":1e300},
			{"InstanceTypeId":"b","CpuCoreCount":"2","MemorySize":0.5,"GPUAmount":1}]}}`
		types, err := serve(t, answers(200, "application/json", body), Options{}).Types(t.Context())
		want := []InstanceType{{ID: "a"}, {ID: "b", CPU: 2, MemoryMiB: 512, GPU: 1}}
		if err != nil || !slices.Equal(types, want) {
			t.Errorf("%+v, %v", types, err)
		}
	})
}

func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":NaN,"b":[-Infinity, nan,"x NaN \" y\\"],"c":-1e5,"d":null}`: `{"a":"NaN","b":["-Infinity", "nan","x NaN \" y\\"],"c":-1e5,"d":null}`,
		"NaN": `"NaN"`, "": "", `{"a":"`: `{"a":"`, `"\`: `"\`, "1.5\n": "1.5\n", "<\x00>": `"\u003c\u0000\u003e"`,
	} {
		if got := string(quoted([]byte(in))); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}
