package op

import (
	"testing"

	"ecsdeck/ecsapi"
)

func TestParsePrice(t *testing.T) {
	for text, want := range map[string]ecsapi.Price{
		"0.35": 350_000, "1": 1_000_000, "12.000001": 12_000_001, ".5": 500_000, "3.": 3_000_000, " 0.3 ": 300_000, "0": 0,
	} {
		if got, err := ParsePrice(text); got != want || err != nil {
			t.Errorf("%q is %d, want %d: %v", text, got, want, err)
		}
	}
	for text, want := range map[string]string{
		"0,5":       `"0,5" is no price; write 0.5`,
		" 1,25 ":    `"1,25" is no price; write 1.25`,
		"":          `"" is no price; write it like 0.35`,
		".":         `"." is no price; write it like 0.35`,
		"-1":        `"-1" is no price; write it like 0.35`,
		"1,234.5":   `"1,234.5" is no price; write it like 0.35`,
		"1e3":       `"1e3" is no price; write it like 0.35`,
		"0.1234567": `"0.1234567" is no price; write it like 0.35`,
		"½":         `"½" is no price; write it like 0.35`,

		"999999999999999": `"999999999999999" is no price; write it like 0.35`,
	} {
		if got, err := ParsePrice(text); got != 0 || err == nil || err.Error() != want {
			t.Errorf("%q is %d: %v, want %s", text, got, err, want)
		}
	}
}
