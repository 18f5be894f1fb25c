package deck

import (
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/text"
)

// TestVerbsAreTranslated: the verbs stand where no scanner of texts looks.
func TestVerbsAreTranslated(t *testing.T) {
	chinese, err := text.New("zh")
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range op.All() {
		for _, o := range []fleet.ActionOptions{{}, {Force: true}, {On: true}, {At: time.Unix(1, 0)}, {Tags: []ecsapi.Tag{{Key: "k"}}}} {
			if verb := spec.Verb(o); chinese.S(verb) == verb {
				t.Errorf("%s: no translation of %q", spec.Action, verb)
			}
		}
	}
}
