package deck

// Btoi is 1 for true and 0 for false, to compare by.
func Btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
