package fleet

// ForgetOffers makes the next Offers and Prices read everything anew, also what
// was read within the last minute. It returns at once.
func (e *Engine) ForgetOffers() {
	e.shop.mu.Lock()
	defer e.shop.mu.Unlock()
	clear(e.shop.read)
}
