package cli

import (
	"strings"
)

// badTexts are modes whose texts would do something to a terminal.
var badTexts = []hostile{
	{name: "texts: all", ls: 1, answer: spoil()},
	{name: "texts: names", answer: spoil("InstanceName", "HostName", "Description", "LocalName", "OSName", "OSNameEn", "KeyPairName", "ImageName", "DiskName", "VSwitchName", "SecurityGroupName")},
	{name: "texts: ids", answer: spoil("InstanceId", "ImageId", "VpcId", "VSwitchId", "SecurityGroupId", "DiskId")},
	{name: "texts: regions", ls: 1, answer: spoil("RegionId", "RegionEndpoint")},
	{name: "texts: zones", answer: spoil("ZoneId")},
	{name: "texts: types", answer: spoil("InstanceType", "InstanceTypeId", "InstanceTypeFamily", "Value", "CpuArchitecture", "GPUSpec", "InstanceTypes")},
	{name: "texts: states", answer: spoil("Status", "StatusCategory", "StoppedMode", "InstanceChargeType", "SpotStrategy", "CurrentStatus", "PreviousStatus")},
	{name: "texts: tags", answer: spoil("TagKey", "TagValue")},
	{name: "texts: times", answer: spoil("CreationTime", "StartTime", "ExpiredTime", "AutoReleaseTime", "Timestamp")},
	{name: "texts: RequestId", answer: spoil("RequestId")},
	{name: "texts: currency and addresses", answer: spoil("Currency", "IpAddress", "CidrBlock")},
	{name: "texts: locks", answer: func() func(*ask) {
		next := evil()
		return func(a *ask) {
			a.edit(func(key string, v any) any {
				if key == "OperationLocks" {
					return fields{"LockReason": []any{fields{"LockReason": "Recycling" + next(), "LockMsg": next()}, fields{"LockReason": next()}}}
				}
				return v
			})
		}
	}()},
	{name: "texts: refusal", ls: 1, says: "Forbidden", answer: func() func(*ask) {
		next := evil()
		return func(a *ask) {
			a.tell(403, fields{"RequestId": "R" + next(), "HostId": next(), "Code": "Forbidden" + next(), "Message": next() + " PWNED " + next(), "Recommend": next()})
		}
	}()},
	{name: "texts: refusal under 200", ls: 1, says: "Forbidden.PWNED", answer: says(200, "application/json", `{"RequestId":"R\u001b[31m","Code":"Forbidden.PWNED\u001b]0;x\u0007","Message":"a\u202eb\u009b31m"}`)},
	{name: "texts: refused regions only", ls: 1, answer: only(says(403, "application/json", `{"RequestId":"R","Code":"Forbidden.RAM\u001b[2J","Message":"PWNED\u001b]0;x\u0007\r\n\r\nPWNED"}`), "DescribeRegions")},
	{name: "texts: headers", ls: 1, answer: wires("HTTP/1.1 403 PWNED\x1b[31m\r\nContent-Type: text/\x1b]0;PWNED\a\u202e\r\nX-Acs-Request-Id: \x1b[31mPWNED\u202e\xff\xfe\r\nDate: \x1b[31m\r\nContent-Length: 2\r\n\r\n{}")},
	{name: "texts: broken UTF-8", answer: replaced(`"InstanceName":"`, "\"InstanceName\":\"\xff\xfe\xc3\x28\xe2\x82PWNED\xed\xa0\x80\xf5\x80\x80\x80\x9b31m")},
	{name: "texts: broken UTF-8 everywhere", ls: 1, answer: replaced(`":"`, "\":\"\xc3\x28PWNED\x9b31m\xed\xbf\xbf")},
	{name: "texts: half surrogates", ls: 1, answer: replaced(`":"`, `":"\ud800PWNED\udc00\ud83d`)},
	{name: "texts: controls unescaped", ls: 1, answer: replaced(`":"`, "\":\"\x1b[31mPWNED\x00\r\n")},
	{name: "texts: escapes in field names", answer: replaced(`"InstanceName"`, `"InstanceName\u001b[31m":"PWNED","\u001b]0;PWNED\u0007"`)},
	{name: "texts: byte order mark", ls: 1, answer: replaced(`{"`, "\ufeff{\"")},
	{name: "texts: UTF-16", ls: 1, answer: says(200, "application/json; charset=utf-16", "\xff\xfe{\x00\"\x00P\x00W\x00N\x00E\x00D\x00\"\x00:\x001\x00}\x00")},
	{name: "texts: HTML", ls: 1, says: "HTTP 200 and no answer of the ECS API but text/html", answer: says(200, "text/html", "<html>\x1b[31mPWNED captive portal</html>")},
	{name: "texts: HTML of a gateway", ls: 1, says: "HTTP 502", answer: says(502, "text/html\u202e", "<html>\x1b]0;PWNED\aBad gateway</html>")},
	{name: "texts: proxy's login", ls: 1, says: "HTTP 407", answer: says(407, "text/plain", "\x1b[2JPWNED")},
	{name: "texts: outcomes of a write", answer: only(func() func(*ask) {
		next := evil()
		return func(a *ask) {
			var rows []any
			for key, v := range a.URL.Query() {
				if strings.HasPrefix(key, "InstanceId.") {
					rows = append(rows, fields{"InstanceId": v[0], "Code": "PWNED" + next(), "Message": next() + next(), "CurrentStatus": next(), "PreviousStatus": next(), "Success": "false"})
				}
			}
			a.tell(200, fields{"RequestId": next(), "InstanceResponses": fields{"InstanceResponse": rows}})
		}
	}(), "StopInstances")},
	{name: "texts: refusal of a write", answer: only(func(a *ask) { a.refuse(403, "IncorrectInstanceStatus\x1b[31m", "PWNED\x1b]0;x\a\n\nPWNED\u202e") }, "StopInstances")},
	{name: "texts: whose account", answer: only(func(a *ask) {
		a.tell(200, fields{"RequestId": "R", "AccountId": "1", "IdentityType": "RAMUser\x1b[31mPWNED", "Arn": "acs:ram::1:user/\x1b]0;PWNED\a\u202e../../x\n\nfake"})
	}, "GetCallerIdentity")},
}
