package fleet

import (
	"reflect"

	"ecsdeck/ecsapi"
)

// orderRecord is an order as the journal keeps it.
type orderRecord struct {
	*Order

	// Calls are there when they are others than the order makes by itself, as
	// those for the rest of an earlier one, under the names that were missing.
	Calls []ecsapi.Launch `json:"calls,omitzero"`
}

func newOrderRecord(o *Order, calls []ecsapi.Launch) orderRecord {
	if reflect.DeepEqual(calls, o.launches()) {
		calls = nil
	}
	return orderRecord{o, calls}
}

func (r orderRecord) launches() []ecsapi.Launch {
	if r.Calls != nil {
		return r.Calls
	}
	return r.Order.launches()
}
