package model_test

import (
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/randtest"
	"ecsdeck/model/deck"
)

// A monkey fills in forms: it types, picks, adds, removes, reviews, turns away,
// shrinks the terminal and breaks the cloud. The deck lives, and creates nothing
// that nobody confirmed.
func TestAMonkeyFillsInForms(t *testing.T) {
	keys := []string{
		"down", "down", "down", "up", "tab", "tab", "shift+tab", "right", "right", "\x1b[D", "enter", "enter", "enter", "space",
		"esc", "pgdown", "\x1b[5~", "\x1b[15~", "backspace", "\x15", "\x01",
		"1", "3", "0", "9", "a", "web-[1,3]", "k=v,", "in 2h", "cn-", "g7", "4c", "订单", "=", ".", "\x1b[200~pasted 5\x1b[201~",
	}
	rnd := randtest.New(t)
	kept := templateList{"nightly": {}}
	run(t, setup{w: 100, h: 30, deps: func(d *deck.Deps) { d.Templates = kept }}, func(r *rig) {
		for n := range 600 {
			if r.line("Create instances") == "" && rnd.IntN(4) == 0 {
				r.press("N")
				r.pass(time.Second)
			}
			switch rnd.IntN(60) {
			case 0:
				r.resize(30+rnd.IntN(70), 6+rnd.IntN(24))
			case 1:
				r.resize(100, 30)
			case 2:
				if err := r.cloud.Inject(ecssim.Fault{Action: []string{"*", "DescribeImages", "DescribePrice"}[rnd.IntN(3)], Kind: "http500", P: 0.5}); err != nil {
					r.t.Fatal(err)
				}
			case 3:
				r.cloud.ClearFaults()
			case 4:
				r.pass(time.Minute)
			case 5:
				if r.line("Create instances") != "" {
					r.press("ctrl+c") // elsewhere it quits
				}
			}
			r.press(keys[rnd.IntN(len(keys))])
			select {
			case err := <-r.ended:
				r.ended <- err
				r.t.Fatalf("the deck ended after %d keys: %v", n, err)
			default:
			}
		}
		r.cloud.ClearFaults()
		if made := r.made("cn-hangzhou", "cn-beijing", "cn-shanghai"); len(made) > 0 {
			t.Errorf("%d were created", len(made))
		}
	})
}
