package term

import (
	"math"
	"testing"
	"time"
)

var english = Units{Second: "s", Minute: "min", Hour: "h", Day: "d", Year: "y"}

func TestDurations(t *testing.T) {
	const d = 24 * time.Hour
	for _, c := range []struct {
		d                time.Duration
		age, left, clock string
	}{
		{-time.Hour, "0 s", "0:00", "0:00"},
		{4*time.Second + 900*time.Millisecond, "4 s", "0:04", "0:04"},
		{59 * time.Second, "59 s", "0:59", "0:59"},
		{4*time.Minute + 12*time.Second, "4 min", "4:12", "4:12"},
		{time.Hour, "1 h", "1 h", "1:00:00"},
		{3*time.Hour + 20*time.Minute + 5*time.Second, "3 h", "3 h 20 min", "3:20:05"},
		{6*d + 4*time.Hour, "6 d", "6 d 4 h", "148:00:00"},
		{41 * d, "41 d", "41 d", "984:00:00"},
		{400 * d, "1 y", "400 d", "9600:00:00"},
	} {
		if got := english.Age(c.d); got != c.age {
			t.Errorf("Age(%v) = %q, want %q", c.d, got, c.age)
		}
		if got := english.Left(c.d); got != c.left {
			t.Errorf("Left(%v) = %q, want %q", c.d, got, c.left)
		}
		if got := Clock(c.d); got != c.clock {
			t.Errorf("Clock(%v) = %q, want %q", c.d, got, c.clock)
		}
	}
	zh := Units{Second: "秒", Minute: "分", Hour: "小时", Day: "天", Year: "年"}
	if got := zh.Age(3*time.Hour) + " " + zh.Left(6*d+4*time.Hour); got != "3 小时 6 天 4 小时" {
		t.Errorf("other words: %q", got)
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1204: "1,204", -1204: "-1,204", 1234567: "1,234,567", -100: "-100"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	for _, c := range []struct {
		micro  int64
		digits int
		want   string
	}{
		{412_700_000, 2, "412.70"},
		{1_204_000_000, 2, "1,204.00"},
		{124_000, 3, "0.124"},
		{124_500, 3, "0.125"},
		{-124_500, 3, "-0.125"},
		{-400, 3, "0.000"},
		{999_999, 0, "1"},
		{1, 6, "0.000001"},
		{5_000, 9, "0.005000"},
		{math.MaxInt64, 2, "9,223,372,036,854.78"},
		{math.MinInt64, 0, "-9,223,372,036,855"},
	} {
		if got := Money(c.micro, c.digits); got != c.want {
			t.Errorf("Money(%d, %d) = %q, want %q", c.micro, c.digits, got, c.want)
		}
	}
}

func TestPricesAreExact(t *testing.T) {
	for _, c := range []struct {
		micro    int64
		currency string
		want     string
	}{
		{1_204_000_000, "CNY", "¥ 1,204.00"},
		{0, "CNY", "¥ 0.00"},
		{132_500, "USD", "USD 0.1325"},
		{1_000_001, "", "1.000001"},
		{-1_500_000, "CNY", "¥ -1.50"},
		{2_000_000, "\x1b[2JX", "�[2JX 2.00"},
	} {
		if got := Price(c.micro, c.currency); got != c.want {
			t.Errorf("Price(%d, %q) = %q, want %q", c.micro, c.currency, got, c.want)
		}
	}
}
