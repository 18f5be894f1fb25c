package ecsapi

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// InstanceDetails is what DescribeInstances tells of an instance besides what Instance keeps
// of each of a fleet. What is unknown is "".
type InstanceDetails struct {
	ID                 InstanceID
	SerialNumber       string
	OSType             string // "linux", "windows"
	GPUSpec            string
	NetworkType        string // "vpc", "classic"
	InternetChargeType string // "PayByTraffic", "PayByBandwidth"
	ElasticID          string // of the elastic address, such as "eip-bp1…"
	Interfaces         []NetworkInterface
}

// NetworkInterface is a network interface of an instance.
type NetworkInterface struct {
	ID         string // such as "eni-bp1…"
	Type       string // "Primary", "Secondary"
	MAC        string
	PrimaryIP  string
	PrivateIPs []string
	IPv6       []string // of the primary one alone
}

type detailsAnswer struct {
	envelope
	Instances struct{ Instance []detailsRow }
}

type detailsRow struct {
	InstanceId, SerialNumber, OSType, GPUSpec string
	InstanceNetworkType, InternetChargeType   string
	EipAddress                                struct{ AllocationId string }
	NetworkInterfaces                         struct {
		NetworkInterface []struct {
			NetworkInterfaceId, Type, MacAddress, PrimaryIpAddress string
			PrivateIpSets                                          struct {
				PrivateIpSet []struct{ PrivateIpAddress string }
			}
			Ipv6Sets struct {
				Ipv6Set []struct{ Ipv6Address string }
			}
		}
	}
}

// InstanceDetails reads the details of instances of a region by their ids
// (DescribeInstances, which tells IPv6 addresses only if they are asked for).
func (c *Client) InstanceDetails(ctx context.Context, region RegionID, ids []InstanceID) ([]InstanceDetails, error) {
	return inParts(ctx, ids, MaxBatch, func(ctx context.Context, ids []InstanceID) (rows []InstanceDetails, _ error) {
		a, err := do[detailsAnswer](ctx, c, call{
			api: "DescribeInstances", region: region, what: idCount(len(ids)), timeout: 15 * time.Second,
			params: withList(params{"InstanceIds": jsonList(ids), "PageSize": strconv.Itoa(MaxBatch)}, "AdditionalAttributes", []string{interfaceAddresses}),
		})
		if err != nil {
			return nil, err
		}
		for i := range a.Instances.Instance {
			if d := a.Instances.Instance[i].details(); slices.Contains(ids, d.ID) {
				rows = append(rows, d)
			}
		}
		return rows, nil
	})
}

func (r *detailsRow) details() InstanceDetails {
	d := InstanceDetails{
		ID: InstanceID(field(r.InstanceId)), SerialNumber: field(r.SerialNumber), OSType: field(r.OSType), GPUSpec: field(r.GPUSpec),
		NetworkType: field(r.InstanceNetworkType), InternetChargeType: field(r.InternetChargeType), ElasticID: field(r.EipAddress.AllocationId),
	}
	for _, n := range r.NetworkInterfaces.NetworkInterface {
		i := NetworkInterface{ID: field(n.NetworkInterfaceId), Type: field(n.Type), MAC: field(n.MacAddress), PrimaryIP: field(n.PrimaryIpAddress)}
		for _, ip := range n.PrivateIpSets.PrivateIpSet {
			i.PrivateIPs = append(i.PrivateIPs, field(ip.PrivateIpAddress))
		}
		for _, ip := range n.Ipv6Sets.Ipv6Set {
			i.IPv6 = append(i.IPv6, field(ip.Ipv6Address))
		}
		d.Interfaces = append(d.Interfaces, i)
	}
	return d
}
