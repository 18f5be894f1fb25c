package wiretest

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"
)

// exchange is a method of ecsapi.Client and the typed requests that it stands
// for.
type exchange struct {
	name    string // begins with the method's
	answers []string
	call    func(ctx context.Context, c *ecsapi.Client)
	typed   []requests.AcsRequest
}

const region = "cn-beijing"

var (
	ids   = []ecsapi.InstanceID{"i-1", "i-2"}
	texts = []string{"i-1", "i-2"}
	month = ecsapi.Period{N: 1, Unit: ecsapi.Month}
	at    = time.Date(2026, 3, 9, 4, 5, 6, 0, time.UTC)
)

func with[T requests.AcsRequest](r T, set func(r T)) requests.AcsRequest {
	set(r)
	return r
}

// every is all exchanges. What is answered to the calls is not looked at: most
// of them get nothing that they can use, and fail.
func every() []exchange {
	return slices.Concat(actions(), launches(), reads(), lists(), logins())
}

// Every method sends, byte for byte, what the typed clients send.
func TestBytesOfTypedClients(t *testing.T) {
	for _, e := range every() {
		t.Run(e.name, func(t *testing.T) {
			ours := listen(t, append(e.answers, `{"RequestId":"R"}`)...)
			c, err := ecsapi.New(ecsapi.Options{Credentials: key, Endpoint: "http://127.0.0.1", Dial: ours.Dial})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			e.call(t.Context(), c)

			theirs := listen(t, `{"RequestId":"R"}`)
			client := typed(t, "cn-hangzhou", "HTTP", "127.0.0.1", &http.Transport{DialContext: theirs.Dial})
			for _, r := range e.typed {
				if err := client.DoAction(r, &responses.BaseResponse{}); err != nil {
					t.Fatal(err)
				}
			}
			if got, want := ours.requests(t), theirs.requests(t); !slices.Equal(got, want) {
				t.Errorf("sent\n%s\nthe typed client sends\n%s", strings.Join(got, ""), strings.Join(want, ""))
			}
		})
	}
}

// No method is left out.
func TestEveryMethodIsCompared(t *testing.T) {
	for m := range reflect.TypeFor[*ecsapi.Client]().Methods() {
		calls := m.Type.NumIn() > 1 && m.Type.In(1) == reflect.TypeFor[context.Context]()
		if calls && unlike[m.Name] == nil && !slices.ContainsFunc(every(), func(e exchange) bool { return strings.Fields(e.name)[0] == m.Name }) {
			t.Errorf("%s is not compared with a typed client", m.Name)
		}
	}
}

// What a read-only client lets leave is what there is to ask, and no more.
func TestReadsAreListed(t *testing.T) {
	var asked []string
	for _, e := range every() {
		for _, r := range e.typed {
			if strings.HasPrefix(r.GetActionName(), "Describe") {
				asked = append(asked, r.GetActionName())
			}
		}
	}
	slices.Sort(asked)
	if asked = slices.Compact(asked); !slices.Equal(asked, slices.Sorted(slices.Values(ecsapi.Reads))) {
		t.Errorf("asked are\n%q, listed are\n%q", asked, ecsapi.Reads)
	}
}
