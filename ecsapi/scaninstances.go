package ecsapi

// instances reads the answer and reports whether it could.
func (s *scanner) instances(text string, a *instancesAnswer) bool {
	clear(s.rows)
	*s = scanner{text: text, rows: s.rows[:0], names: s.names[:0], tags: s.tags[:0], locks: s.locks[:0]}
	listed := false
	s.object(func(name string) (bit int) {
		switch name {
		case "RequestId":
			a.RequestId, bit = s.copied(), 1
		case "Code":
			a.Code, bit = s.copied(), 2
		case "Message":
			a.Message, bit = s.copied(), 3
		case "NextToken":
			a.NextToken, bit = s.copied(), 4
		case "TotalCount":
			a.TotalCount, bit = s.count(), 5
		case "PageSize":
			a.PageSize, bit = s.count(), 6
		case "Instances":
			bit = 7
			s.object(func(name string) (bit int) {
				if name != "Instance" {
					s.skip(0)
					return 0
				}
				listed = true
				s.list(func() {
					s.rows = append(s.rows, instanceRow{})
					s.row(&s.rows[len(s.rows)-1])
				})
				return 1
			})
		default:
			s.skip(0)
		}
		return bit
	})
	s.space()
	if a.Instances.Instance = s.rows; s.rows == nil {
		a.Instances.Instance = []instanceRow{}
	}
	return !s.odd && listed && s.at == len(s.text)
}

// row reads a row.
func (s *scanner) row(r *instanceRow) {
	s.object(func(name string) (bit int) {
		switch name {
		case "InstanceId":
			r.InstanceId, bit = s.string(), 1
		case "InstanceName":
			r.InstanceName, bit = s.string(), 2
		case "HostName":
			r.HostName, bit = s.string(), 3
		case "Description":
			r.Description, bit = s.string(), 4
		case "RegionId":
			r.RegionId, bit = s.string(), 5
		case "ZoneId":
			r.ZoneId, bit = s.string(), 6
		case "ResourceGroupId":
			r.ResourceGroupId, bit = s.string(), 7
		case "InstanceType":
			r.InstanceType, bit = s.string(), 8
		case "ImageId":
			r.ImageId, bit = s.string(), 9
		case "OSName":
			r.OSName, bit = s.string(), 10
		case "OSNameEn":
			r.OSNameEn, bit = s.string(), 11
		case "KeyPairName":
			r.KeyPairName, bit = s.string(), 12
		case "Cpu":
			r.Cpu, bit = s.number(), 13
		case "Memory":
			r.Memory, bit = s.number(), 14
		case "GPUAmount":
			r.GPUAmount, bit = s.number(), 15
		case "InternetMaxBandwidthOut":
			r.InternetMaxBandwidthOut, bit = s.number(), 16
		case "Status":
			r.Status, bit = s.string(), 17
		case "StoppedMode":
			r.StoppedMode, bit = s.string(), 18
		case "DeletionProtection":
			r.DeletionProtection, bit = s.bool(), 19
		case "InstanceChargeType":
			r.InstanceChargeType, bit = s.string(), 20
		case "SpotStrategy":
			r.SpotStrategy, bit = s.string(), 21
		case "SpotPriceLimit":
			r.SpotPriceLimit, bit = s.number(), 22
		case "CreationTime":
			r.CreationTime, bit = s.string(), 23
		case "StartTime":
			r.StartTime, bit = s.string(), 24
		case "ExpiredTime":
			r.ExpiredTime, bit = s.string(), 25
		case "AutoReleaseTime":
			r.AutoReleaseTime, bit = s.string(), 26
		case "OperationLocks":
			r.OperationLocks.LockReason, bit = s.lockRows(), 27
		case "VpcAttributes":
			bit = 28
			s.object(func(name string) (bit int) {
				switch name {
				case "VpcId":
					r.VpcAttributes.VpcId, bit = s.string(), 1
				case "VSwitchId":
					r.VpcAttributes.VSwitchId, bit = s.string(), 2
				case "PrivateIpAddress":
					r.VpcAttributes.PrivateIpAddress.IpAddress, bit = s.strings("IpAddress"), 3
				default:
					s.skip(0)
				}
				return bit
			})
		case "InnerIpAddress":
			r.InnerIpAddress.IpAddress, bit = s.strings("IpAddress"), 29
		case "PublicIpAddress":
			r.PublicIpAddress.IpAddress, bit = s.strings("IpAddress"), 30
		case "EipAddress":
			bit = 31
			s.object(func(name string) (bit int) {
				switch name {
				case "IpAddress":
					r.EipAddress.IpAddress, bit = s.string(), 1
				case "Bandwidth":
					r.EipAddress.Bandwidth, bit = s.number(), 2
				default:
					s.skip(0)
				}
				return bit
			})
		case "SecurityGroupIds":
			r.SecurityGroupIds.SecurityGroupId, bit = s.strings("SecurityGroupId"), 32
		case "Tags":
			r.Tags.Tag, bit = s.tagRows(), 33
		default:
			s.skip(0)
		}
		return bit
	})
}

// strings reads an object of which one field is used, a list of texts.
func (s *scanner) strings(field string) []string {
	first := len(s.names)
	s.wrapped(field, func() {
		if s.peek() != '"' { // null is a text for the SDK's decoder
			s.odd = true
			return
		}
		s.names = append(s.names, s.string())
	})
	return s.names[first:len(s.names):len(s.names)]
}

// tagRows reads Tags.
func (s *scanner) tagRows() []tagRow {
	first := len(s.tags)
	s.wrapped("Tag", func() {
		var t tagRow
		s.fields(func(name string) (bit int) {
			switch name {
			case "TagKey":
				t.TagKey, bit = s.string(), 1
			case "TagValue":
				t.TagValue, bit = s.string(), 2
			default:
				s.skip(0)
			}
			return bit
		})
		s.tags = append(s.tags, t)
	})
	return s.tags[first:len(s.tags):len(s.tags)]
}

// lockRows reads OperationLocks.
func (s *scanner) lockRows() []lockRow {
	first := len(s.locks)
	s.wrapped("LockReason", func() {
		var l lockRow
		s.fields(func(name string) (bit int) {
			switch name {
			case "LockReason":
				l.LockReason, bit = s.string(), 1
			case "LockMsg":
				l.LockMsg, bit = s.string(), 2
			default:
				s.skip(0)
			}
			return bit
		})
		s.locks = append(s.locks, l)
	})
	return s.locks[first:len(s.locks):len(s.locks)]
}
