package fleet

import (
	"time"

	"ecsdeck/ecsapi"
)

// Bill is what a plan costs, as DescribePrice and DescribeRenewalPrice tell it.
type Bill struct {
	Once     ecsapi.Price // charged when it is sent: renewals and prepaid instances
	PerHour  ecsapi.Price // from then on: pay-as-you-go and spot
	Currency string       // such as "CNY"
	Costs    []Cost       // in the order of the plan's targets or launches
	Unknown  int          // costs that could not be read: the sums lack them
}

// Cost is the part of a bill for one target, or for one launch with all its
// instances.
type Cost struct {
	Once, PerHour ecsapi.Price
	Expiry        time.Time     // renew: the new one, reckoned
	Err           *ecsapi.Error // why the price is not known
}

// PriceQuote is the price of one instance, or why it is not known.
type PriceQuote struct {
	ecsapi.Quote
	Err *ecsapi.Error
}
