package ecsapi

import "ecsdeck/ecsapi/internal/jsonscan"

// instanceScanner reads a page of DescribeInstances as the API documents it, in a quarter
// of the time of the SDK's decoder. Where it gives up, that one has the answer.
//
// Texts without escapes are pieces of the answer's, and lists are pieces of the scanner's:
// both are to be copied before the next page is read.
type instanceScanner struct {
	jsonscan.Scanner

	rows  []instanceRow
	names []string
	tags  []tagRow
	locks []lockRow
	nics  []nicRow
	ips   []privateIPRow
	ipv6s []ipv6Row
}

// instances reads the answer and reports whether it could.
func (s *instanceScanner) instances(text string, a *instancesAnswer) bool {
	clear(s.rows)
	*s = instanceScanner{Scanner: jsonscan.New(text), rows: s.rows[:0], names: s.names[:0], tags: s.tags[:0], locks: s.locks[:0], nics: s.nics[:0], ips: s.ips[:0], ipv6s: s.ipv6s[:0]}
	listed := false
	s.Object(func(name string) (bit int) {
		switch name {
		case "RequestId":
			a.RequestId, bit = s.Copied(), 1
		case "Code":
			a.Code, bit = s.Copied(), 2
		case "Message":
			a.Message, bit = s.Copied(), 3
		case "NextToken":
			a.NextToken, bit = s.Copied(), 4
		case "TotalCount":
			a.TotalCount, bit = s.Int(), 5
		case "PageSize":
			a.PageSize, bit = s.Int(), 6
		case "Instances":
			bit = 7
			s.Object(func(name string) (bit int) {
				if name != "Instance" {
					s.Skip()
					return 0
				}
				listed = true
				s.List(func() {
					s.rows = append(s.rows, instanceRow{})
					s.row(&s.rows[len(s.rows)-1])
				})
				return 1
			})
		default:
			s.Skip()
		}
		return bit
	})
	if a.Instances.Instance = s.rows; s.rows == nil {
		a.Instances.Instance = []instanceRow{}
	}
	return s.End() && listed
}

// row reads a row.
func (s *instanceScanner) row(r *instanceRow) {
	s.Object(func(name string) (bit int) {
		switch name {
		case "InstanceId":
			r.InstanceId, bit = s.Text(), 1
		case "InstanceName":
			r.InstanceName, bit = s.Text(), 2
		case "HostName":
			r.HostName, bit = s.Text(), 3
		case "Description":
			r.Description, bit = s.Text(), 4
		case "RegionId":
			r.RegionId, bit = s.Text(), 5
		case "ZoneId":
			r.ZoneId, bit = s.Text(), 6
		case "ResourceGroupId":
			r.ResourceGroupId, bit = s.Text(), 7
		case "InstanceType":
			r.InstanceType, bit = s.Text(), 8
		case "ImageId":
			r.ImageId, bit = s.Text(), 9
		case "OSName":
			r.OSName, bit = s.Text(), 10
		case "OSNameEn":
			r.OSNameEn, bit = s.Text(), 11
		case "KeyPairName":
			r.KeyPairName, bit = s.Text(), 12
		case "Cpu":
			r.Cpu, bit = s.Number(), 13
		case "Memory":
			r.Memory, bit = s.Number(), 14
		case "GPUAmount":
			r.GPUAmount, bit = s.Number(), 15
		case "InternetMaxBandwidthOut":
			r.InternetMaxBandwidthOut, bit = s.Number(), 16
		case "Status":
			r.Status, bit = s.Text(), 17
		case "StoppedMode":
			r.StoppedMode, bit = s.Text(), 18
		case "DeletionProtection":
			r.DeletionProtection, bit = s.Bool(), 19
		case "InstanceChargeType":
			r.InstanceChargeType, bit = s.Text(), 20
		case "SpotStrategy":
			r.SpotStrategy, bit = s.Text(), 21
		case "SpotPriceLimit":
			r.SpotPriceLimit, bit = s.Number(), 22
		case "CreationTime":
			r.CreationTime, bit = s.Text(), 23
		case "StartTime":
			r.StartTime, bit = s.Text(), 24
		case "ExpiredTime":
			r.ExpiredTime, bit = s.Text(), 25
		case "AutoReleaseTime":
			r.AutoReleaseTime, bit = s.Text(), 26
		case "OperationLocks":
			r.OperationLocks.LockReason, bit = s.lockRows(), 27
		case "VpcAttributes":
			bit = 28
			s.Object(func(name string) (bit int) {
				switch name {
				case "VpcId":
					r.VpcAttributes.VpcId, bit = s.Text(), 1
				case "VSwitchId":
					r.VpcAttributes.VSwitchId, bit = s.Text(), 2
				case "PrivateIpAddress":
					r.VpcAttributes.PrivateIpAddress.IpAddress, bit = s.strings("IpAddress"), 3
				default:
					s.Skip()
				}
				return bit
			})
		case "InnerIpAddress":
			r.InnerIpAddress.IpAddress, bit = s.strings("IpAddress"), 29
		case "PublicIpAddress":
			r.PublicIpAddress.IpAddress, bit = s.strings("IpAddress"), 30
		case "EipAddress":
			bit = 31
			s.Object(func(name string) (bit int) {
				switch name {
				case "IpAddress":
					r.EipAddress.IpAddress, bit = s.Text(), 1
				case "Bandwidth":
					r.EipAddress.Bandwidth, bit = s.Number(), 2
				default:
					s.Skip()
				}
				return bit
			})
		case "SecurityGroupIds":
			r.SecurityGroupIds.SecurityGroupId, bit = s.strings("SecurityGroupId"), 32
		case "Tags":
			r.Tags.Tag, bit = s.tagRows(), 33
		case "NetworkInterfaces":
			r.NetworkInterfaces.NetworkInterface, bit = s.nicRows(), 34
		default:
			s.Skip()
		}
		return bit
	})
}

// strings reads an object of which one field is used, a list of texts.
func (s *instanceScanner) strings(field string) []string {
	first := len(s.names)
	s.Wrapped(field, func() {
		if s.Peek() != '"' { // null is a text for the SDK's decoder
			s.GiveUp()
			return
		}
		s.names = append(s.names, s.Text())
	})
	return s.names[first:len(s.names):len(s.names)]
}

// tagRows reads Tags.
func (s *instanceScanner) tagRows() []tagRow {
	first := len(s.tags)
	s.Wrapped("Tag", func() {
		var t tagRow
		s.Fields(func(name string) (bit int) {
			switch name {
			case "TagKey":
				t.TagKey, bit = s.Text(), 1
			case "TagValue":
				t.TagValue, bit = s.Text(), 2
			default:
				s.Skip()
			}
			return bit
		})
		s.tags = append(s.tags, t)
	})
	return s.tags[first:len(s.tags):len(s.tags)]
}

// nicRows reads NetworkInterfaces.
func (s *instanceScanner) nicRows() []nicRow {
	first := len(s.nics)
	s.Wrapped("NetworkInterface", func() {
		var n nicRow
		s.Fields(func(name string) (bit int) {
			switch name {
			case "NetworkInterfaceId":
				n.NetworkInterfaceId, bit = s.Text(), 1
			case "PrivateIpSets":
				n.PrivateIpSets.PrivateIpSet, bit = s.privateIPRows(), 2
			case "Ipv6Sets":
				n.Ipv6Sets.Ipv6Set, bit = s.ipv6Rows(), 3
			default:
				s.Skip()
			}
			return bit
		})
		s.nics = append(s.nics, n)
	})
	return s.nics[first:len(s.nics):len(s.nics)]
}

// privateIPRows reads PrivateIpSets.
func (s *instanceScanner) privateIPRows() []privateIPRow {
	first := len(s.ips)
	s.Wrapped("PrivateIpSet", func() { s.ips = append(s.ips, privateIPRow{s.only("PrivateIpAddress")}) })
	return s.ips[first:len(s.ips):len(s.ips)]
}

// ipv6Rows reads Ipv6Sets.
func (s *instanceScanner) ipv6Rows() []ipv6Row {
	first := len(s.ipv6s)
	s.Wrapped("Ipv6Set", func() { s.ipv6s = append(s.ipv6s, ipv6Row{s.only("Ipv6Address")}) })
	return s.ipv6s[first:len(s.ipv6s):len(s.ipv6s)]
}

// only reads an object of which one field is used, a text.
func (s *instanceScanner) only(field string) (text string) {
	s.Fields(func(name string) (bit int) {
		if name != field {
			s.Skip()
			return 0
		}
		text = s.Text()
		return 1
	})
	return text
}

// lockRows reads OperationLocks.
func (s *instanceScanner) lockRows() []lockRow {
	first := len(s.locks)
	s.Wrapped("LockReason", func() {
		var l lockRow
		s.Fields(func(name string) (bit int) {
			switch name {
			case "LockReason":
				l.LockReason, bit = s.Text(), 1
			case "LockMsg":
				l.LockMsg, bit = s.Text(), 2
			default:
				s.Skip()
			}
			return bit
		})
		s.locks = append(s.locks, l)
	})
	return s.locks[first:len(s.locks):len(s.locks)]
}
