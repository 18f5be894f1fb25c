package ecsapi

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"
)

// bySDK is an answer as the SDK's decoder reads it.
func bySDK(body string) (a instancesAnswer, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	err := responses.Unmarshal(&a, &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body))}, "JSON")
	a.BaseResponse = responses.BaseResponse{}
	return a, err == nil
}

// scanned is an answer as the scanner reads it. Its memory is written over afterwards, as
// that of a page is by the next one.
func scanned(d *pageDecoder, body string) (a instancesAnswer, made []*Instance, ok bool) {
	t := &transport{status: http.StatusOK, page: new(pageBody)}
	t.page.wire.WriteString(body)
	ok = d.decode("r", &a, t, nil) == nil && len(a.GetHttpContentBytes()) == 0
	clear(t.page.wire.Bytes())
	made, a.made = a.made, nil
	return a, made, ok
}

// sameAsSDK fails if the scanner reads an answer otherwise than the SDK's decoder, and
// reports whether it reads it.
func sameAsSDK(t *testing.T, d *pageDecoder, body string) bool {
	got, made, ok := scanned(d, body)
	if !ok || body == "" {
		return false
	}
	want, readable := bySDK(body)
	if !readable {
		t.Fatalf("the SDK's decoder refuses\n%q", body)
	}
	rows := want.Instances.Instance
	expect := new(interner).instancesOf("r", rows)
	want.Instances.Instance, want.came, want.listed = nil, len(rows), rows != nil
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%q\ngot  %+v\nwant %+v", body, got, want)
	}
	if len(made) != len(expect) {
		t.Fatalf("%q\n%d instances, want %d", body, len(made), len(expect))
	}
	for n := range made {
		if !reflect.DeepEqual(made[n], expect[n]) {
			t.Fatalf("%q\ngot  %+v\nwant %+v", body, made[n], expect[n])
		}
	}
	return true
}

// answersOfRows are answers with one odd or usual thing each, and whether the scanner reads them.
var answersOfRows = map[string]bool{
	`{"RequestId":"R","TotalCount":0,"Instances":{"Instance":[]}}`:                                                true,
	" {\t\"RequestId\" :\r\n\"R\" , \"Instances\":{\"Instance\" : [ { } , {} ] } } \n":                            true,
	`{"RequestId":"R","TotalCount":"2","PageSize":"","NextToken":null,"Instances":{"Instance":[{}]}}`:             true,
	`{"RequestId":"R","TotalCount":1.0,"PageSize":-1,"Instances":{"Instance":[{}]}}`:                              true,
	`{"RequestId":"R","TotalCount":1e3,"Instances":{"Instance":[{}]}}`:                                            false,
	`{"RequestId":"R","TotalCount":1.5,"Instances":{"Instance":[{}]}}`:                                            false,
	`{"RequestId":"R","TotalCount":99999999999999999999,"Instances":{"Instance":[]}}`:                             false,
	`{"RequestId":"R","Instances":{"Instance":null}}`:                                                             false,
	`{"RequestId":"R","Instances":null}`:                                                                          false,
	`{"RequestId":"R"}`:                                                                                           false,
	`null`:                                                                                                        false,
	`{"RequestId":"R","RequestId":"S","Instances":{"Instance":[]}}`:                                               false,
	`{"RequestId":"R","Instances":{"Instance":[]}}{`:                                                              false,
	`{"RequestId":"R","Instances":{"Instance":[]},}`:                                                              false,
	`{"RequestId":7,"Instances":{"Instance":[]}}`:                                                                 false,
	"{\"RequestId\":\"a\nb\",\"Instances\":{\"Instance\":[]}}":                                                    false,
	"{\"RequestId\":\"\xff\",\"Instances\":{\"Instance\":[]}}":                                                    true,
	`{"RequestId":"R","X":[[1,-2.5e+7,"a\"b",true,false,null,{"y":{}}],[]],"Instances":{"Instance":[]}}`:          true,
	`{"RequestId":"R","X":01,"Instances":{"Instance":[]}}`:                                                        false,
	`{"RequestId":"R","X":tru,"Instances":{"Instance":[]}}`:                                                       false,
	`{"RequestId":"R","X":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `,"Instances":{"Instance":[]}}`: false,
	`{"RequestId":"\u0041\n\"\\\/\b\f\r\t\ud83d\ude00","Instances":{"Instance":[]}}`:                              true,
	`{"RequestId":"\ud83d","Instances":{"Instance":[]}}`:                                                          false,
	`{"RequestId":"\ud83d\u0041","Instances":{"Instance":[]}}`:                                                    false,
	`{"RequestId":"\x41","Instances":{"Instance":[]}}`:                                                            false,
}

// oddRows are fields of a row, likewise.
var oddRows = map[string]bool{
	`"InstanceId":"i-1","Cpu":2,"Memory":"8192","GPUAmount":null,"SpotPriceLimit":0.123,"DeletionProtection":true`: true,
	`"InstanceId":"i-1","Cpu":-2,"Memory":1e19,"GPUAmount":2.5,"SpotPriceLimit":-0.5`:                              true,
	`"InstanceId":"i-1","Cpu":"","EipAddress":{"Bandwidth":"5","IpAddress":"1.2.3.4"}`:                             true,
	`"InstanceId":"i-1","Cpu":0.1234567890123456789,"Memory":12345678901234567890,"SpotPriceLimit":"0.5"`:          true,
	`"InstanceId":"i-1","Cpu":"abc"`:                                             false,
	`"InstanceId":"i-1","Cpu":" 2"`:                                              false,
	`"InstanceId":"i-1","Cpu":1e999`:                                             false,
	`"InstanceId":"i-1","X":1e999`:                                               false,
	`"InstanceId":"i-1","Cpu":NaN`:                                               false,
	`"InstanceId":"i-1","Cpu":true`:                                              false,
	`"InstanceId":"i-1","DeletionProtection":"true"`:                             false,
	`"InstanceId":"i-1","InstanceName":5`:                                        false,
	`"InstanceId":"i-1","InstanceName":["a"]`:                                    false,
	`"InstanceId":"i-1","InstanceId":"i-2"`:                                      false,
	`"InstanceId":"i-1","instanceid":"i-2","Tags":null`:                          true,
	`"InstanceId":"i-1","Tags":{"Tag":[null]}`:                                   false,
	`"InstanceId":"i-1","Tags":{"Tag":[{"TagKey":"a"},{}]}`:                      true,
	`"InstanceId":"i-1","Tags":{"Tag":[{"TagKey":"a","TagValue":"b"}],"Tag":[]}`: false,
	`"InstanceId":"i-1","SecurityGroupIds":{"SecurityGroupId":["sg-1",null]}`:    false,
	`"InstanceId":"i-1","SecurityGroupIds":{"SecurityGroupId":["sg-1","sg-2"]}`:  true,
	`"InstanceId":"i-1","NetworkInterfaces":{"NetworkInterface":[{"NetworkInterfaceId":"eni-1","Private":{"x":[1]}},{"NetworkInterfaceId":"eni-2"},{}]}`:                                                                                                               true,
	`"InstanceId":"i-1","NetworkInterfaces":{"NetworkInterface":[{"NetworkInterfaceId":"eni-1"},null]}`:                                                                                                                                                                false,
	`"InstanceId":"i-1","NetworkInterfaces":{"NetworkInterface":[{"NetworkInterfaceId":5}]}`:                                                                                                                                                                           false,
	`"InstanceId":"i-1","NetworkInterfaces":{"NetworkInterface":[{"PrivateIpSets":{"PrivateIpSet":[{"PrivateIpAddress":"10.0.0.1","Primary":true},{"PrivateIpAddress":"10.0.0.2"}]},"Ipv6Sets":{"Ipv6Set":[{"Ipv6Address":"2408::1"}]}},{"Ipv6Sets":{"Ipv6Set":[]}}]}`: true,
	`"InstanceId":"i-1","NetworkInterfaces":{"NetworkInterface":[{"Ipv6Sets":{"Ipv6Set":["2408::1"]}}]}`:                                                                                                                                                               false,
	`"InstanceId":"i-1","NetworkInterfaces":null`: true,
	`"InstanceId":"i-1","VpcAttributes":[]`:       false,
	`"InstanceId":"i-1","InstanceChargeType":"PrePaid","ExpiredTime":"2028-02-29T16:00Z","CreationTime":"2027-02-29T16:00Z","StartTime":"2027-12-28T23:59Z","AutoReleaseTime":"2027-13-01T00:00Z"`: true,
	`"InstanceId":"i-1","CreationTime":"2027-01-01T24:00Z","StartTime":"2027-01-01T23:60Z","AutoReleaseTime":"2027-01-01T23:59:59Z"`:                                                               true,
	`"InstanceId":"i-1","CreationTime":"2027-00-01T20:00Z","StartTime":"2027-01-00T23:00Z","AutoReleaseTime":"2027-1a-01T23:59Z"`:                                                                  true,
	`"InstanceId":"i-1","OperationLocks":{"LockReason":[{"LockReason":"Recycling","LockMsg":"a\u001b"}]}`:                                                                                          true,
}

// What the scanner reads, it reads as the SDK's decoder does, and it reads what is usual.
func TestScannerReadsAsTheSDK(t *testing.T) {
	d := new(pageDecoder)
	for body, read := range answersOfRows {
		if sameAsSDK(t, d, body) != read {
			t.Errorf("%q: read %v", body, !read)
		}
	}
	for fields, read := range oddRows {
		body := `{"RequestId":"R","TotalCount":2,"Instances":{"Instance":[{` + fields + `},{"InstanceId":"i-9"}]}}`
		if sameAsSDK(t, d, body) != read {
			t.Errorf("%q: read %v", body, !read)
		}
	}
	if !sameAsSDK(t, d, full[:strings.Index(full, `"DeletionProtection"`)]+full[strings.Index(full, `"InstanceChargeType"`):]) {
		t.Error("the page of a test is not read")
	}
	page := string(recordedPage(t))
	for range 2 { // the second time with the memory of the first
		if !sameAsSDK(t, d, page) {
			t.Error("a page of the simulated cloud is not read")
		}
	}
}

// The usual times are read as time.Parse reads them, and others are left to it.
func TestMinute(t *testing.T) {
	read := 0
	for _, s := range []string{
		"2026-01-02T03:04Z", "2026-12-28T23:59Z", "0000-01-01T00:00Z", "9999-11-11T11:11Z", "2026-01-31T00:00Z", "2026-02-30T00:00Z",
		"2026-00-02T03:04Z", "2026-13-02T03:04Z", "2026-01-00T03:04Z", "2026-01-02T24:04Z", "2026-01-02T03:60Z",
		"2026-01-02 03:04Z", "2026-01-02T03:04z", "2026-01-02T03.04Z", "2026-01-02T03:0:Z", "2026-01-02T+3:04Z", "2o26-01-02T03:04Z",
	} {
		got, ok := minute(s)
		want, err := time.Parse(toTheMinute, s)
		if ok && (err != nil || got != want.UTC()) {
			t.Errorf("%s: %v, want %v, %v", s, got, want, err)
		}
		if ok {
			read++
		}
	}
	if read != 4 {
		t.Errorf("%d are read, want 4", read)
	}
}

func FuzzScanner(f *testing.F) {
	for body := range answersOfRows {
		f.Add([]byte(body))
	}
	for fields := range oddRows {
		f.Add([]byte(`{"RequestId":"R","TotalCount":2,"Instances":{"Instance":[{` + fields + `},{"InstanceId":"i-9"}]}}`))
	}
	f.Add([]byte(full))
	d := new(pageDecoder)
	f.Fuzz(func(t *testing.T, body []byte) {
		if !bytes.Contains(body, []byte("NaN")) { // which repair reads
			sameAsSDK(t, d, string(body))
		}
	})
}
