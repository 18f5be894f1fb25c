package ecsapi

import (
	"context"
	"errors"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/message"
)

// codes are the error codes of the API's error tables with their statuses, and what
// each is taken for; UPDATE_GOLDEN=1 writes the latter anew.
const codes = "testdata/errorcodes.tsv"

// Every code of the error tables of the actions that the client uses has the kind and
// the hint that were judged right, whatever status it comes with.
func TestDocumentedCodes(t *testing.T) {
	old, err := os.ReadFile(codes)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(old)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		code, statuses := fields[0], strings.Split(fields[1], "/")
		kinds := map[Kind]bool{}
		for _, status := range statuses {
			n, err := strconv.Atoi(status)
			if err != nil {
				t.Fatalf("%s: %v", code, err)
			}
			kinds[kindOf(code, n)] = true
		}
		if len(kinds) != 1 {
			t.Errorf("%s is of different kinds by its status: %v", code, kinds)
		}
		for kind := range kinds {
			e := &Error{Code: code, Kind: kind}
			lines = append(lines, strings.Join([]string{code, fields[1], string(kind), string(e.Hint())}, "\t")+"\n")
		}
	}
	if now := strings.Join(lines, ""); now != string(old) {
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(codes, []byte(now), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		for line := range strings.Lines(now) {
			if !strings.Contains(string(old), line) {
				t.Errorf("now: %s", line)
			}
		}
		t.Errorf("%s differs; UPDATE_GOLDEN=1 writes it anew", codes)
	}
}

// Nobody is told that a key may not do a thing, or that a thing is gone, unless the
// code says so.
func TestHintsSayNoMoreThanTheCode(t *testing.T) {
	permission := regexp.MustCompile(`^(Forbidden|Forbbiden|Forbedden|NoPermission|InvalidUser\.)|PassRoleForbidden$`)
	absence := regexp.MustCompile(`\.(NotFound|NotExist)$|^(NoSuchResource|VpcNotFound|PriceNotFound|InvalidSecurityGroupId|Invalid\.RegionId|InvalidParameter\.InvalidInstanceId)$`)
	known, err := os.ReadFile(codes)
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"SomethingNew", "Something.Forbidden", "NotFoundElsewhere", "InvalidVSwitchId.Other"}
	for line := range strings.Lines(string(known)) {
		code, _, _ := strings.Cut(line, "\t")
		all = append(all, code)
	}
	for _, code := range all {
		for _, status := range []int{0, 400, 401, 403, 404, 409} {
			e := &Error{Code: code, Kind: kindOf(code, status), Message: "The cloud's own words."}
			hint := string(e.Hint())
			if (strings.Contains(hint, "access key is not allowed") || strings.Contains(hint, "access key may not")) && !permission.MatchString(code) {
				t.Errorf("%s %d: %s", code, status, hint)
			}
			gone := e.Kind == KindNotFound || strings.Contains(hint, "any more") || strings.Contains(hint, "does not exist in")
			if gone && !absence.MatchString(code) {
				t.Errorf("%s %d is %s: %s", code, status, e.Kind, hint)
			}
			if e.Kind == KindRefused && e.Meaning().String() != "The cloud's own words." {
				t.Errorf("%s %d means %q", code, status, e.Meaning())
			}
		}
	}
}

// The hints of refusals as they come over the wire.
func TestHintsOfRefusals(t *testing.T) {
	for _, tt := range []struct {
		code   string
		status int
		kind   Kind
		hint   message.Key
	}{
		{"InvalidVSwitchId.IpNotEnough", 403, KindStock, "The vSwitch has too few free addresses."},
		{"QuotaExceeded.PrivateIpAddress", 400, KindStock, "The vSwitch has too few free addresses."},
		{"InvalidVSwitchId.Necessary", 400, KindInvalid, "A vSwitch is missing in the request; an HPC cluster needs one."},
		{"UserNotInTheWhiteList", 403, KindForbidden, "The account is not on the list of those who may use it."},
		{"ImageRemovedInMarket", 403, KindInvalid, "The image is no longer in the marketplace."},
		{"CategoryNotSupported", 403, KindInvalid, "This disk category can't be used with the instance type or the zone."},
		{"IpInUse", 403, KindInvalid, "The address is in use."},
		{"IoOptimized.NotSupported", 404, KindInvalid, "This is not supported here."},
		{"InvalidUser.PassRoleForbidden", 403, KindForbidden, "This access key may not pass on the RAM role."},
		{"NodeControllerUnavailable", 403, KindBusy, "The instance's host does not answer right now."},
		{"InstanceSpecModification.NotEffective", 403, KindState, "The instance's new type is not in effect yet."},
		{"InvalidInstance.UnPaidOrder", 400, KindMoney, "An order for this instance is not paid yet."},
		{"InvalidInstanceStatus.NotRunning", 403, KindState, hints[KindState]},
		{"OperationDenied.CashCouponsInsufficientOrExpired", 403, KindMoney, "The account's coupons do not suffice or have expired."},
		{"InvalidChargeType.ValueNotSupported", 403, KindState, "Only pay-as-you-go instances can be protected against release."},
		{"InvalidOperation.PublicIpAddressNoStock", 400, KindStock, "No public addresses are left in the region."},
		{"TagKey.Duplication", 403, KindInvalid, "The keys of two tags are the same but for case."},
		{"SomethingNew", 403, KindRefused, "The cloud refuses it."},
		{"SomethingNew", 404, KindRefused, "The cloud refuses it."},
	} {
		t.Run(tt.code+" "+strconv.Itoa(tt.status), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { refusal(w, tt.status, tt.code, "Own words.") }), Options{})
				_, err := c.Run(context.Background(), Launch{Region: "cn-hangzhou", Type: "ecs.g7.large", Amount: 1}, "token-1")
				var e *Error
				if !errors.As(err, &e) {
					t.Fatalf("got %v", err)
				}
				if e.Kind != tt.kind || e.Hint() != tt.hint || e.Code != tt.code || e.MayHaveApplied {
					t.Errorf("%s, %q, may have applied: %v", e.Kind, e.Hint(), e.MayHaveApplied)
				}
				vague := []message.Key{hints[KindRefused]}
				if own := e.Meaning().String() == "Own words."; own != slices.Contains(vague, tt.hint) {
					t.Errorf("it means %q", e.Meaning())
				}
			})
		})
	}
}
