package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// badSizes are modes that answer with too much.
var badSizes = []hostile{
	{name: "size: no end of blanks", ls: 1, says: "too large", limits: limits{heap: large}, answer: func(a *ask) { a.stream(big) }},
	{name: "size: no end of a text", ls: 1, says: "too large", limits: limits{heap: large}, answer: func(a *ask) {
		io.WriteString(a.ResponseWriter, `{"RequestId":"R","Message":"`)
		a.stream(strings.ReplaceAll(big, " ", "A"))
	}},
	{name: "size: no end of a refusal", ls: 1, limits: limits{heap: large}, answer: func(a *ask) {
		a.WriteHeader(403)
		io.WriteString(a.ResponseWriter, `{"RequestId":"R","Code":"Forbidden","Message":"`)
		a.stream(strings.ReplaceAll(big, " ", "A"))
	}},
	{name: "size: no end but of regions", ls: 1, says: "too large", limits: limits{heap: large}, answer: only(func(a *ask) { a.stream(big) }, "DescribeInstances")},
	{name: "size: gzip bomb", ls: 1, limits: limits{heap: large}, answer: func(a *ask) {
		a.Header().Set("Content-Encoding", "gzip")
		a.send(200, "application/json", bomb())
	}},
	{name: "size: nested lists", ls: 1, limits: limits{heap: large}, answer: only(says(200, "application/json", `{"RequestId":"R","TotalCount":1,"Instances":`+strings.Repeat(`{"Instance":[`, 200_000)), "DescribeInstances")},
	{name: "size: nested where nobody looks", ls: 1, limits: limits{heap: large}, answer: only(says(200, "application/json", `{"RequestId":"R","TotalCount":0,"x":`+strings.Repeat("[", 5_000_000)), "DescribeInstances")},
	{name: "size: nested in a row", ls: 1, limits: limits{heap: large}, answer: only(says(200, "application/json", `{"RequestId":"R","TotalCount":1,"Instances":{"Instance":[{"InstanceId":"i-1","Cpu":`+strings.Repeat("[", 500_000)+strings.Repeat("]", 500_000)+`}]}}`), "DescribeInstances")},
	{name: "size: numbers of 300,000 digits", says: "can't be read in part", limits: limits{heap: large}, answer: only(func(a *ask) {
		status, body := a.truth()
		text := strings.Replace(string(body), `"Cpu":`, `"Cpu":`+strings.Repeat("9", 300_000), 3)
		a.send(status, "application/json", strings.Replace(text, `"Memory":`, `"Memory":1e`+strings.Repeat("9", 300_000), 3))
	}, "DescribeInstances")},
	{name: "size: 400,000 rows on a page", ls: 1, says: "too large", limits: limits{heap: large}, answer: only(many(`{"RequestId":"R","TotalCount":400000,"PageNumber":1,"PageSize":100,"Instances":{"Instance":[`, `]}}`, 400_000,
		func(i int) string { return `{"InstanceId":"i-pwned` + strconv.Itoa(i) + `"}` }), "DescribeInstances")},
	{name: "size: 400,000 rows that are one", ls: 1, says: "too large", limits: limits{heap: large}, answer: only(many(`{"RequestId":"R","TotalCount":1,"Instances":{"Instance":[`, `]}}`, 400_000,
		func(i int) string { return `{"InstanceId":"i-pwned"}` }), "DescribeInstances")},
	{name: "size: 400,000 regions", ls: 1, limits: limits{heap: large}, answer: only(many(`{"RequestId":"R","Regions":{"Region":[`, `]}}`, 400_000,
		func(i int) string { return `{"RegionId":"pwned-` + strconv.Itoa(i) + `","LocalName":"PWNED"}` }), "DescribeRegions")},
	{name: "size: 400,000 zones", limits: limits{heap: large}, answer: only(many(`{"RequestId":"R","Zones":{"Zone":[`, `]}}`, 400_000,
		func(i int) string { return `{"ZoneId":"pwned-` + strconv.Itoa(i) + `"}` }), "DescribeZones")},
	{name: "size: 400,000 types", limits: limits{heap: large}, answer: only(many(`{"RequestId":"R","InstanceTypes":{"InstanceType":[`, `]}}`, 400_000,
		func(i int) string { return `{"InstanceTypeId":"pwned-` + strconv.Itoa(i) + `","CpuCoreCount":2}` }), "DescribeInstanceTypes")},
	{name: "size: names of 100 KB", limits: limits{heap: large}, answer: instances(func(_ *ask, region string, _ int) any {
		var rows []any
		for i := range 10 {
			rows = append(rows, fields{"InstanceId": "i-pwned" + strconv.Itoa(i), "InstanceName": strings.Repeat("PWNED漢", 10_000), "Description": strings.Repeat("A", 100<<10), "Status": strings.Repeat("B", 100<<10)})
		}
		return paged(len(rows), "", rows...)
	})},
	{name: "size: one long name among many", limits: limits{heap: large}, answer: instances(func(_ *ask, region string, _ int) any {
		rows := rowsFrom(0, 100)
		rows[0].(fields)["InstanceName"] = strings.Repeat("PWNED", 1<<20)
		return paged(len(rows), "", rows...)
	})},
	{name: "size: ids of 50 KB", ls: 1, says: "1 of 5", limits: limits{heap: large}, answer: instances(func(_ *ask, region string, _ int) any {
		var rows []any
		for i := range 5 {
			rows = append(rows, fields{"InstanceId": "i-" + strings.Repeat("x", 1<<20) + strconv.Itoa(i), "ZoneId": strings.Repeat("z", 50<<10), "InstanceType": strings.Repeat("t", 50<<10)})
		}
		return paged(len(rows), "", rows...)
	})},
	{name: "size: five thousand tags each", limits: limits{heap: large}, answer: instances(func(_ *ask, region string, _ int) any {
		rows := rowsFrom(0, 10)
		var tags []any
		for i := range 5_000 {
			tags = append(tags, fields{"TagKey": "PWNED" + strconv.Itoa(i), "TagValue": "v"})
		}
		for _, r := range rows {
			r.(fields)["Tags"] = fields{"Tag": tags}
		}
		return paged(len(rows), "", rows...)
	})},
	{name: "size: RequestId of 1 MB", limits: limits{heap: large}, answer: replaced(`"RequestId":"`, `"RequestId":"`+strings.Repeat("R", 1<<20))},
	{name: "size: message of 3 MB", ls: 1, says: "Forbidden", limits: limits{heap: large}, answer: func(a *ask) { a.refuse(403, "Forbidden.RAM", strings.Repeat("PWNED AccessKeyId=x ", 150_000)) }},
	{name: "size: code of 2 MB", ls: 1, limits: limits{heap: large}, answer: func(a *ask) { a.refuse(403, strings.Repeat("PWNED", 400<<10), "m") }},
	{name: "size: outcomes of 6 MB", limits: limits{heap: large}, answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": strings.Repeat("R", 1<<20), "InstanceResponses": fields{"InstanceResponse": []any{
			fields{"InstanceId": a.URL.Query().Get("InstanceId.1"), "Code": strings.Repeat("PWNED", 300<<10), "Message": strings.Repeat("PWNED", 300<<10), "CurrentStatus": strings.Repeat("S", 1<<20)}}}})
	}, "StopInstances")},
	{name: "size: headers without end", ls: 1, limits: limits{heap: large}, answer: func(a *ask) {
		a.wire(func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			line := "X-Pwned: " + strings.Repeat("A", 60<<10) + "\r\n"
			for {
				if _, err := io.WriteString(c, line); err != nil {
					return
				}
			}
		})
	}},
	{name: "size: a header of 1 MB", ls: 1, limits: limits{heap: large}, answer: func(a *ask) {
		a.cut("HTTP/1.1 403 Forbidden\r\nX-Acs-Request-Id: " + strings.Repeat("PWNED", 1<<20/5) + "\r\nContent-Length: 0\r\n\r\n")
	}},
	{name: "size: a million counted", ls: 1, says: "of 1,000,000", answer: instances(func(_ *ask, region string, page int) any {
		if page > 1 {
			return paged(1_000_000, "")
		}
		return paged(1_000_000, "", rowsFrom(0, 10)...)
	})},
	{name: "size: two thousand million counted", ls: 1, says: "the answer counts", answer: instances(func(_ *ask, region string, page int) any { return paged(2_000_000_000, "", rowsFrom(0, 100)...) })},
	{name: "size: a number beyond numbers counted", ls: 1, answer: instances(func(_ *ask, region string, page int) any {
		return paged(json.Number("99999999999999999999999999"), "", rowsFrom(0, 100)...)
	})},
	{name: "size: fewer than none counted", ls: 1, says: "the answer counts", answer: instances(func(_ *ask, region string, page int) any { return paged(-5, "", rowsFrom(0, 10)...) })},
	{name: "size: tokens that loop", ls: 1, says: "the pages have no end", answer: numberless(func(n int) string { return "SAME" })},
	{name: "size: tokens of types that loop", answer: set("NextToken", "SAME")},
	{name: "size: pages of prices without end", limits: limits{large, 30 * time.Minute}, answer: only(func(a *ask) {
		offset, _ := strconv.Atoi(a.URL.Query().Get("Offset"))
		a.edit(func(key string, v any) any {
			if key == "NextOffset" {
				return offset + 1
			}
			return v
		})
	}, "DescribeSpotPriceHistory")},
	{name: "size: large pages of prices without end", limits: limits{large, 30 * time.Minute}, answer: only(func(a *ask) {
		offset, _ := strconv.Atoi(a.URL.Query().Get("Offset"))
		many(`{"RequestId":"R","Currency":"CNY","NextOffset":`+strconv.Itoa(offset+1)+`,"SpotPrices":{"SpotPriceType":[`, `]}}`, 50_000, func(int) string {
			return `{"ZoneId":"cn-hangzhou-h","SpotPrice":0.1,"OriginPrice":1,"Timestamp":"2026-01-01T00:00:00Z"}`
		})(a)
	}, "DescribeSpotPriceHistory")},
	{name: "size: prices that begin again", answer: only(set("NextOffset", 5), "DescribeSpotPriceHistory")},
}

// numberless wants tokens and gives them, page after page.
func numberless(token func(n int) string) func(*ask) {
	return only(func(a *ask) {
		if a.URL.Query().Has("PageNumber") {
			a.refuse(400, "InvalidParameter.PageNumber", "PageNumber is no longer taken")
			return
		}
		a.tell(200, paged(500, token(a.n), rowsFrom(a.n, 1)...))
	}, "DescribeInstances")
}

// bomb is 200 MB of an answer as gzip.
var bomb = sync.OnceValue(func() string {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	io.WriteString(z, `{"RequestId":"R","TotalCount":0,"pad":"`)
	for range 200 << 20 / len(big) {
		io.WriteString(z, big)
	}
	z.Close()
	return b.String()
})
