package fleet

import (
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/spot"
)

// stalePrice is the greatest age of prices that are shown as current. Prices that
// are not on screen are read every half hour.
const stalePrice = 40 * time.Minute

// GoingPrice is the current spot price of the instance's type in its zone, if it is known.
func GoingPrice(s *Snapshot, now time.Time, i *ecsapi.Instance) (price spot.Price, ok bool) {
	if !i.Spot() {
		return 0, false
	}
	k := FreshPrices(s, now, SpotKey{Region: i.Region, Type: i.Type})
	if k == nil {
		return 0, false
	}
	at, ok := k.Zones[i.Zone].At(now)
	return at.Price, ok
}

// FreshPrices are a type's prices if they are those of now, or nil.
func FreshPrices(s *Snapshot, now time.Time, key SpotKey) *SpotState {
	if k := s.Spot[key]; k != nil && now.Sub(k.Read) <= stalePrice {
		return k
	}
	return nil
}

// Headroom is how far the current price is below an instance's limit, in percent of the limit.
func Headroom(s *Snapshot, now time.Time, i *ecsapi.Instance) (percent float64, ok bool) {
	price, ok := GoingPrice(s, now, i)
	if !ok || i.SpotPriceLimit <= 0 {
		return 0, false
	}
	limit := float64(i.SpotPriceLimit)
	return 100 * (limit - float64(price)) / limit, true
}
