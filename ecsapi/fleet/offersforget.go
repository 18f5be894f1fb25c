package fleet

// ForgetOffers makes the next Offers and Prices read everything anew, also what
// was read within the last minute. It returns at once.
func (e *Engine) ForgetOffers() {
	e.offers.mu.Lock()
	defer e.offers.mu.Unlock()
	clear(e.offers.read)
}
