package cli

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// badMeaning are modes whose answers are well formed and can't be true.
var badMeaning = []hostile{
	{name: "sense: rows of other regions", ls: 0, answer: only(func(a *ask) {
		n := 0
		a.edit(func(key string, v any) any {
			if key == "RegionId" {
				n++
				return []any{"cn-beijing", "../../pwned", "", "ecs.pwned.example/?", "-"}[n%5]
			}
			return v
		})
	}, "DescribeInstances")},
	{name: "sense: regions of other hosts", ls: 3, says: "x.pwned.example/ could not be read", answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": "R", "Regions": fields{"Region": []any{
			fields{"RegionId": "cn-hangzhou", "RegionEndpoint": "pwned.example"}, fields{"RegionId": "x.pwned.example/", "RegionEndpoint": "http://pwned.example"}, fields{"RegionId": "cn-hangzhou"}, fields{"RegionId": ""},
		}}})
	}, "DescribeRegions")},
	{name: "sense: no regions", ls: 1, says: "lists no region", answer: only(says(200, "application/json", `{"RequestId":"R","Regions":{"Region":[]}}`), "DescribeRegions")},
	{name: "sense: ids again and again", ls: 1, answer: instances(func(_ *ask, region string, page int) any { return paged(300, "", rowsFrom(0, 100)...) })},
	{name: "sense: totals that change", ls: 0, answer: instances(func(a *ask, region string, page int) any { return paged(100*(a.n%7), "", rowsFrom(a.n*10, 100)...) })},
	{name: "sense: a total that is too small", ls: 0, answer: instances(func(_ *ask, region string, page int) any { return paged(1, "", rowsFrom(0, 50)...) })},
	{name: "sense: nothing of what is counted", ls: 1, says: "0 of 50", answer: instances(func(*ask, string, int) any { return paged(50, "") })},
	{name: "sense: no list", ls: 1, says: "the answer has no list of instances", answer: instances(func(*ask, string, int) any { return fields{"RequestId": "R"} })},
	{name: "sense: ids that nobody asked for", answer: only(func(a *ask) { a.tell(200, paged(3, "", rowsFrom(0, 3)...)) }, "DescribeInstances")},
	{name: "sense: prices that are none", answer: priced("NaN", "Infinity", "-Infinity", "-5", "1e308", `"abc"`, "null", "[1]", "{}", "true", `"NaN"`, "0", "1e-300", `"0x10"`, `"1_0"`)},
	{name: "sense: NaN in rows", ls: 0, answer: only(rewritten(`"Cpu":`, `"Cpu":NaN,"PWNED":`, `"Memory":`, `"Memory":-Infinity,"PWNED":`, `"SpotPriceLimit":`, `"SpotPriceLimit":Inf,"PWNED":`), "DescribeInstances")},
	{name: "sense: numbers below none", answer: set("Cpu Memory GPUAmount InternetMaxBandwidthOut SpotPriceLimit CpuCoreCount MemorySize Size AvailableIpAddressCount AverageSpotDiscount InterruptionRate", -1, -9007199254740993, json.Number("-1e300"))},
	{name: "sense: numbers beyond machines", answer: set("Cpu Memory GPUAmount InternetMaxBandwidthOut SpotPriceLimit CpuCoreCount MemorySize Size AvailableIpAddressCount AverageSpotDiscount InterruptionRate", json.Number("1e300"), json.Number("9223372036854775807"), 0.3)},
	{name: "sense: times at the ends of time", answer: set("CreationTime StartTime ExpiredTime AutoReleaseTime Timestamp",
		"0000-01-01T00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00", "0000-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "2026-02-30T25:61Z", "2026-01-02T03:04:05.999999999999Z", "-1", "1e400", "99999-01-01T00:00:00Z")},
	{name: "sense: subscriptions at the ends of time", answer: only(func(a *ask) {
		times := []string{"9999-12-31T23:59:59-14:00", "0000-01-01T00:00:00+14:00", "9999-12-31T23:59Z", "0000-01-01T00:00Z", "1677-09-21T00:12:43Z", "2262-04-11T23:47:17Z"}
		n := 0
		a.edit(func(key string, v any) any {
			switch key {
			case "InstanceChargeType":
				return "PrePaid"
			case "ExpiredTime", "AutoReleaseTime":
				n++
				return times[n%len(times)]
			}
			return v
		})
	}, "DescribeInstances")},
	{name: "sense: a clock at the end of time", answer: func(a *ask) {
		a.Header().Set("Date", "Fri, 31 Dec 9999 23:59:59 GMT")
		a.honest()
	}},
	{name: "sense: a clock at the beginning of time", answer: func(a *ask) {
		a.Header().Set("Date", "Mon, 01 Jan 0001 00:00:00 GMT")
		a.honest()
	}},
	{name: "sense: a clock that jumps", answer: func(a *ask) {
		a.Header().Set("Date", time.Now().AddDate(100*(a.n%5)-200, 0, 0).UTC().Format(http.TimeFormat))
		a.honest()
	}},
	{name: "sense: the answer of another call", ls: 1, answer: func(a *ask) {
		a.tell(200, fields{"RequestId": "R", "TotalCount": 1, "Images": fields{"Image": []any{fields{"ImageId": "m-1", "ImageName": "PWNED"}}}})
	}},
	{name: "sense: regions for every call", ls: 1, says: "the answer has no list of instances", answer: says(200, "application/json", `{"RequestId":"R","Regions":{"Region":[{"RegionId":"cn-hangzhou","LocalName":"PWNED"}]}}`)},
	{name: "sense: null", ls: 1, answer: says(200, "application/json", "null")},
	{name: "sense: a list", ls: 1, answer: says(200, "application/json", "[]")},
	{name: "sense: a number", ls: 1, answer: says(200, "application/json", "5")},
	{name: "sense: nothing", ls: 1, answer: says(200, "application/json", "")},
	{name: "sense: two documents", ls: 1, answer: func(a *ask) {
		status, body := a.truth()
		a.send(status, "application/json", string(body)+string(body)+"\x1b[31mPWNED")
	}},
	{name: "sense: XML", ls: 1, answer: says(200, "text/xml", "<?xml version=\"1.0\"?><DescribeInstancesResponse><RequestId>PWNED</RequestId></DescribeInstancesResponse>")},
	{name: "sense: XML without end", ls: 1, answer: says(403, "text/xml", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"PWNED\"><!ENTITY b \"&a;&a;\">]><Error><Code>&b;</Code>")},
	{name: "sense: each field null", ls: 1, answer: func(a *ask) {
		a.edit(func(key string, v any) any {
			if _, list := v.([]any); list || key == "RequestId" || key == "" {
				return v
			}
			if _, object := v.(map[string]any); object {
				return v
			}
			return nil
		})
	}},
	{name: "sense: each list null", ls: 1, answer: func(a *ask) {
		a.edit(func(key string, v any) any {
			if _, list := v.([]any); list {
				return nil
			}
			return v
		})
	}},
	{name: "sense: lists for objects", ls: 1, answer: func(a *ask) {
		a.edit(func(key string, v any) any {
			if m, object := v.(map[string]any); object && key != "" {
				return []any{m}
			}
			return v
		})
	}},
	{name: "sense: numbers for texts", answer: func(a *ask) {
		a.edit(func(key string, v any) any {
			if _, text := v.(string); text && key != "RequestId" && key != "RegionId" {
				return 7
			}
			return v
		})
	}, ls: 1, says: "1 of 17"},
	{name: "sense: texts for numbers", answer: func(a *ask) {
		a.edit(func(key string, v any) any {
			if n, number := v.(json.Number); number {
				return n.String()
			}
			if b, is := v.(bool); is {
				return strconv.FormatBool(b)
			}
			return v
		})
	}},
	{name: "sense: odd rows among good ones", answer: only(func(a *ask) {
		a.edit(func(key string, v any) any {
			if rows, list := v.([]any); list && key == "Instance" {
				return append(rows, nil, 5, "\x1b[31mPWNED", fields{}, fields{"InstanceId": ""}, fields{"InstanceId": "i-pwned\x1b[31m", "Cpu": "\x1b[31mPWNED", "Tags": "\u202e", "DeletionProtection": "maybe\x1b]0;PWNED\a"})
			}
			return v
		})
	}, "DescribeInstances"), ls: 0},
	{name: "sense: fields given twice", ls: 0, answer: only(rewritten(`"InstanceId":`, `"InstanceId":"i-pwned","InstanceId":`, `"TotalCount":`, `"TotalCount":"99999999999999999999","TotalCount":`), "DescribeInstances")},
	{name: "sense: a code that is a number", ls: 1, answer: says(400, "application/json", `{"RequestId":"R","Code":400,"Message":{"a":"\u001b[31mPWNED"}}`)},
	{name: "sense: success with a code", ls: 1, answer: says(200, "application/json", `{"RequestId":"R","Code":500,"Message":"PWNED\u001b[31m"}`)},
	{name: "sense: another account each time", answer: only(func(a *ask) {
		n := strconv.Itoa(a.n)
		a.tell(200, fields{"RequestId": "R", "AccountId": n, "IdentityType": "Account", "Arn": "acs:ram::" + n + ":root"})
	}, "GetCallerIdentity")},
	{name: "sense: an account that contradicts itself", answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": "R", "AccountId": "../../pwned", "IdentityType": "x", "Arn": "acs:ram::../../pwned:user/x"})
	}, "GetCallerIdentity")},
	{name: "sense: an account of a million digits", answer: only(func(a *ask) {
		n := strings.Repeat("1", 1<<20)
		a.tell(200, fields{"RequestId": "R", "AccountId": n, "IdentityType": "RAMUser", "Arn": "acs:ram::" + n + ":user/" + strings.Repeat("x", 1<<20)})
	}, "GetCallerIdentity")},
	{name: "sense: a write answered for others", answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": "R", "InstanceResponses": fields{"InstanceResponse": []any{
			fields{"InstanceId": "i-pwned", "Code": "200"}, fields{"InstanceId": "", "Code": "200"}, fields{"InstanceId": "i-pwned", "Code": "PWNED", "Success": "perhaps"}}}})
	}, "StopInstances")},
	{name: "sense: a write answered by nothing", answer: only(says(200, "application/json", nothing), "StopInstances")},
	{name: "sense: a write answered by a page", answer: only(says(200, "text/html", "<html>\x1b[31mPWNED"), "StopInstances")},
	{name: "sense: a write never carried out", answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": "R", "InstanceResponses": fields{"InstanceResponse": []any{fields{"InstanceId": a.URL.Query().Get("InstanceId.1"), "Code": "200", "CurrentStatus": "Stopping", "PreviousStatus": "Running"}}}})
	}, "StopInstances")},
}

// priced answers with prices that are written as they stand.
func priced(values ...string) func(*ask) {
	return only(func(a *ask) {
		n := 0
		_, body := a.truth()
		parts := strings.Split(string(body), `"SpotPrice":`)
		for i := 1; i < len(parts); i++ {
			n++
			parts[i] = values[n%len(values)] + `,"PWNED":` + parts[i]
		}
		a.send(200, "application/json", strings.Join(parts, `"SpotPrice":`))
	}, "DescribeSpotPriceHistory")
}

// badEchoes are modes that repeat what came with a request.
var badEchoes = []hostile{
	{name: "echo: the request", ls: 1, says: "PWNED", answer: echoed(func(a *ask) string { return a.URL.String() })},
	{name: "echo: the request encoded", ls: 1, answer: echoed(func(a *ask) string { return url.QueryEscape(a.URL.String()) })},
	{name: "echo: the request encoded twice", ls: 1, answer: echoed(func(a *ask) string { return url.QueryEscape(url.QueryEscape(a.URL.String())) })},
	{name: "echo: the string to sign", ls: 1, answer: func(a *ask) {
		a.refuse(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&"+url.QueryEscape(a.URL.RawQuery))
	}},
	{name: "echo: bare", ls: 1, says: "PWNED", answer: echoed(secret)},
	{name: "echo: in hex", ls: 1, answer: echoed(func(a *ask) string {
		return words(secret(a), func(w string) string { return hex.EncodeToString([]byte(w)) })
	})},
	{name: "echo: in capital hex", ls: 1, answer: echoed(func(a *ask) string {
		return words(secret(a), func(w string) string { return strings.ToUpper(hex.EncodeToString([]byte(w))) })
	})},
	{name: "echo: in base64", ls: 1, answer: echoed(func(a *ask) string {
		return words(secret(a), func(w string) string { return base64.StdEncoding.EncodeToString([]byte(w)) })
	})},
	{name: "echo: in base64 of addresses", ls: 1, answer: echoed(func(a *ask) string {
		return words(secret(a), func(w string) string { return base64.URLEncoding.EncodeToString([]byte(w)) })
	})},
	{name: "echo: in capitals", ls: 1, answer: echoed(func(a *ask) string { return strings.ToUpper(secret(a)) })},
	{name: "echo: with invisible signs between", ls: 1, answer: echoed(func(a *ask) string { return each(secret(a), func(r rune) string { return string(r) + "\u200b" }) })},
	{name: "echo: with controls between", ls: 1, answer: echoed(func(a *ask) string {
		return each(secret(a), func(r rune) string { return "\x1b" + string(r) + "\x00" })
	})},
	{name: "echo: each sign encoded", ls: 1, answer: echoed(func(a *ask) string {
		return words(secret(a), func(w string) string { return each(w, func(r rune) string { return fmt.Sprintf("%%%02X", r) }) })
	})},
	{name: "echo: as entities", ls: 1, answer: echoed(func(a *ask) string {
		return strings.NewReplacer("+", "&#x2B;", "/", "&#x2F;", "=", "&#x3D;").Replace(secret(a))
	})},
	{name: "echo: in the code", ls: 1, answer: func(a *ask) { a.refuse(400, "Invalid."+signature(a), "PWNED") }},
	{name: "echo: in the RequestId", ls: 1, answer: func(a *ask) {
		a.tell(400, fields{"RequestId": secret(a), "Code": "InvalidParameter", "Message": "PWNED"})
	}},
	{name: "echo: in the RequestId of a success", answer: func(a *ask) {
		s := secret(a)
		a.edit(func(key string, v any) any {
			if key == "RequestId" {
				return s
			}
			return v
		})
	}},
	{name: "echo: in headers", ls: 1, answer: func(a *ask) {
		a.Header().Set("X-Acs-Request-Id", secret(a))
		a.send(403, "text/"+secret(a), "PWNED")
	}},
	{name: "echo: in the place to go to", ls: 1, answer: func(a *ask) {
		http.Redirect(a.ResponseWriter, a.Request, "https://pwned.example/?"+a.URL.RawQuery, http.StatusPermanentRedirect)
	}},
	{name: "echo: in the status line", ls: 1, answer: func(a *ask) { a.cut("HTTP/1.1 PWNED " + secret(a) + "\r\n\r\n") }},
	{name: "echo: in place of HTTP", ls: 1, answer: func(a *ask) { a.cut("PWNED " + a.URL.String() + "\r\n\r\n") }},
	{name: "echo: in what can't be read", ls: 1, answer: only(func(a *ask) {
		s := signature(a)
		a.edit(func(key string, v any) any {
			if key == "Cpu" {
				return s
			}
			if key == "InstanceId" {
				return ""
			}
			return v
		})
	}, "DescribeInstances")},
	{name: "echo: in an odd field", answer: only(func(a *ask) {
		s := signature(a)
		a.edit(func(key string, v any) any {
			if key == "Cpu" {
				return s
			}
			return v
		})
	}, "DescribeInstances")},
	{name: "echo: in the outcome of a write", answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": secret(a), "InstanceResponses": fields{"InstanceResponse": []any{
			fields{"InstanceId": a.URL.Query().Get("InstanceId.1"), "Code": "C" + signature(a), "Message": a.URL.String(), "CurrentStatus": signature(a), "PreviousStatus": signature(a)}}}})
	}, "StopInstances")},
	{name: "echo: in whose account it is", answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": secret(a), "AccountId": "1", "IdentityType": "RAMUser", "Arn": "acs:ram::1:user/" + signature(a)})
	}, "GetCallerIdentity")},
}
