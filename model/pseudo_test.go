package model_test

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ecsapi/message"
	"ecsdeck/keymap"
	"ecsdeck/model"
	"ecsdeck/model/deck"
	"ecsdeck/ui/text"
)

// asis are the words that are the same in every language, beside data.
var asis = map[string]bool{
	"and": true, "or": true, "not": true, // of filters
	"ecsdeck": true, "aliyun": true, // programs
	"prod": true, "LTAI": true, "lin": true, // the account of the tests, and who works with it
	"CET": true, "UTC": true, "CNY": true, // zones of time, and a currency
	"fri": true, "expired": true, // as times and filters are written
	"PrePaid":       true,                       // as the cloud writes it on the page of an instance
	"InternalError": true, "InstanceType": true, // codes of the cloud in one word
	"create": true, "renew": true, "release": true, // what is typed to go on
	// commands that people are told to run
	"demo": true, "configure": true, "profile": true, "export": true,
	"ALIBABA": true, "CLOUD": true, "ACCESS": true, "KEY": true, "SECRET": true,
	"usr": true, "local": true, "bin": true, "drain": true, "fast": true,
}

// told are words of the cloud and of shells, which stand on screens as they are.
var told = regexp.MustCompile(strings.Join([]string{
	uuid, `\bi-\w+`, `\bd-\w+`,
	`\b[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)+`, // a code of an error
	`\b[a-z]+:[\w.<=>|-]*`,                // terms of filters, such as status:running
}, "|"))

var asciiWord = regexp.MustCompile(`[A-Za-z]{3,}`)

// data collects the words of the strings that are reached from v.
func data(words map[string]bool, seen map[uintptr]bool, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		data(words, seen, v.Elem())
	case reflect.Interface:
		data(words, seen, v.Elem())
	case reflect.Struct:
		switch v.Type() {
		case reflect.TypeFor[time.Time](), reflect.TypeFor[ecsapi.Error]():
			return
		}
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "Status", "ChargeType", "SpotStrategy", "StoppedMode", "Locks": // words of the deck's own stand for these
			default:
				data(words, seen, v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			data(words, seen, v.Index(i))
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			data(words, seen, it.Key())
			data(words, seen, it.Value())
		}
	case reflect.String:
		switch v.Type() {
		case reflect.TypeFor[string](), reflect.TypeFor[ecsapi.RegionID](), reflect.TypeFor[ecsapi.ZoneID](), reflect.TypeFor[ecsapi.InstanceID]():
			for _, w := range asciiWord.FindAllString(v.String(), -1) {
				words[w] = true
			}
		}
	}
}

// words are those on screen that no catalogue and no data have; known are of what
// the test itself wrote.
func (r *rig) words(known ...string) []string {
	if r.seen == nil {
		r.seen = maps.Clone(asis)
		for _, f := range slices.Concat(fleet.Instances.Fields(), filter.SpotOffers.Fields()) {
			r.seen[string(f.Name)] = true // what is typed is the same in each language
		}
	}
	for _, k := range known {
		for _, w := range asciiWord.FindAllString(k, -1) {
			r.seen[w] = true
		}
	}
	if out := r.unknown(); len(out) == 0 {
		return nil
	}
	r.data(r.seen) // there is more of it than before
	return r.unknown()
}

// idTail is the end of an id, or as much of it as a dialog doesn't cover.
var idTail = regexp.MustCompile(`…[0-9a-z]{1,4}\b`)

// cutAfter and cutBefore are what stands beside a part of a word.
var (
	cutAfter  = regexp.MustCompile(`^ ?[│└┌…]`)
	cutBefore = regexp.MustCompile(`[│…┘┐] ?$`)
)

// unknown are the words on screen that were not seen as data.
func (r *rig) unknown() []string {
	screen := told.ReplaceAllString(r.screen(), "")
	screen = idTail.ReplaceAllString(screen, "…")
	var out []string
	for _, at := range asciiWord.FindAllStringIndex(screen, -1) {
		w, before, after := screen[at[0]:at[1]], screen[:at[0]], screen[at[1]:]
		ok := r.seen[w] || slices.Contains(out, w)
		// What a dialog covers, with air around it, or a column cuts, is a part of a word.
		if !ok && cutAfter.MatchString(after) {
			for d := range r.seen {
				ok = ok || strings.HasPrefix(d, w)
			}
		}
		if !ok && cutBefore.MatchString(before) {
			for d := range r.seen {
				ok = ok || strings.HasSuffix(d, w)
			}
		}
		if !ok {
			out = append(out, w)
		}
	}
	return out
}

// data adds the words that the cloud and the keyboard have.
func (r *rig) data(words map[string]bool) {
	seen := map[uintptr]bool{}
	s := r.engine.Snapshot()
	of := func(v any) { data(words, seen, reflect.ValueOf(v)) }
	of(s.Regions)
	of(s.Types)
	of(s.Spot)
	for _, j := range s.Jobs {
		of(j.Items)
	}
	for _, k := range s.Reclaims {
		of(k.Instance)
	}
	for api := range r.cloud.Stats().Calls {
		words[api] = true
	}
	for _, g := range keymap.Default().Groups() {
		for _, b := range g.Bindings {
			of(b.Labels())
		}
	}
	for _, region := range []ecsapi.RegionID{"cn-hangzhou", "cn-beijing"} {
		of(r.engine.Offers(r.t.Context(), fleet.OffersQuery{Region: region}))
	}
}

// translated fails on words that are in English.
func (r *rig) translated(where string, known ...string) {
	r.t.Helper()
	if w := r.words(known...); len(w) > 0 {
		r.t.Errorf("%s: not in the catalogue: %q\n%s", where, w, r.screen())
	}
}

// Nothing that a person reads is outside the catalogue: in a language that has an
// accent on every letter, what has none is data. It is longer, too.
func TestPseudo(t *testing.T) {
	long(t)
	for _, s := range dialogSizes {
		size := func(deps func(*deck.Deps)) setup {
			return setup{w: s[0], h: s[1], deps: func(d *deck.Deps) {
				d.Text = text.Pseudo()
				if deps != nil {
					deps(d)
				}
			}}
		}
		sub := func(n string, f func(t *testing.T)) { t.Run(fmt.Sprintf("%s-%dx%d", n, s[0], s[1]), f) }

		for _, c := range smallDialogs {
			sub("ask-"+c.name, func(t *testing.T) {
				run(t, size(nil), func(r *rig) {
					r.walk(c.keys)
					r.translated(c.name, c.keys...)
				})
			})
		}
		for _, c := range planDialogs {
			sub("plan-"+c.name, func(t *testing.T) {
				var r *rig
				run(t, ordering(size(nil), &r, nil, 120, "cn-hangzhou", "cn-beijing"), func(now *rig) {
					r = now
					r.walk(c.keys)
					r.translated(c.name, c.keys...)
				})
			})
		}
		sub("create", func(t *testing.T) {
			run(t, size(func(d *deck.Deps) { d.Templates = templateList{"nightly": {}} }), func(r *rig) {
				r.press("N")
				r.pass(3 * time.Second)
				r.translated("form")
				for _, label := range createLists {
					r.to(label)
					r.press("enter")
					r.pass(2 * time.Second)
					r.translated(label, "nightly")
					r.press("esc")
				}
				r.fill("Tags", "=prod")
				r.fill("Name", "7up")
				r.fill("Auto-release", "in 5m")
				r.fill("Amount", "none")
				r.to("Amount")
				r.translated("problems", "none")
				r.press("esc")
				r.translated("leave", "none")
			})
		})
		sub("pages", func(t *testing.T) {
			setup := size(func(d *deck.Deps) {
				d.Production = true
				d.Options = append(d.Options, model.SpotFilter("%", detailed, detailedZone, 24*time.Hour))
			})
			run(t, setup, func(r *rig) {
				r.translated("instances")
				for _, keys := range [][]string{
					{"tab"}, {"tab"}, {"tab"}, {"esc", "d"}, {"G"}, {"esc", "?"}, {"pgdown"}, {"pgdown"}, {"esc", "@"}, {"esc", "J"}, {"esc", "!"}, {"esc", "e"}, {"G"},
					{"esc", "/", "colour:red"}, {"\x15", "nowhere", "enter"}, {"esc", "u"}, {"%"}, {"w"}, {"z"}, {"G"}, {"esc", "p"}, {"w", "w", "v", "t", "r", "m"}, {"s"}, {"esc", "/", "vcpu:x"},
				} {
					r.press(keys...)
					r.pass(5 * time.Second)
					r.translated(fmt.Sprint(keys), "colour:red", "colour", "nowhere", "vcpu:x")
				}
			})
		})
		sub("jobs", func(t *testing.T) {
			run(t, size(nil), func(r *rig) {
				r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Region: "cn-beijing", Kind: "http500"})
				r.press("/", "region:cn-beijing", "enter", "*", "T")
				r.confirm()
				r.translated("toast")
				r.press("q")
				r.translated("quit")
				r.press("esc")
				r.pass(5 * time.Minute)
				r.translated("failed")
				r.press("J")
				r.translated("job")
				r.press("tab", "G")
				r.translated("skipped")
				r.press("c", "i")
				r.translated("copied")
			})
		})
		sub("copy", func(t *testing.T) {
			run(t, size(func(d *deck.Deps) { d.Save = (&files{all: map[string]string{}}).save }), func(r *rig) {
				r.press("c")
				r.translated("menu")
				r.press("tab")
				r.translated("to a file")
				r.press("v")
				r.pass(10 * time.Second) // the name of the file is in no catalogue
				r.press("d", "c")
				r.translated("of one")
			})
		})
		sub("reclaim", func(t *testing.T) {
			run(t, size(nil), func(r *rig) {
				r.storm("cn-hangzhou")
				r.pass(32 * time.Second)
				r.translated("banner")
				r.press("T")
				r.pass(time.Second)
				r.translated("plan")
				r.press("esc", "!")
				r.translated("page")
				r.press("R")
				r.pass(5 * time.Second)
				r.translated("replace")
				r.press("esc", "*", "E")
				r.pass(time.Second)
				r.translated("drain")
				r.press("tab", "echo bye", "enter")
				r.pass(time.Minute)
				r.translated("drained", "echo bye")
				r.press("enter")
				r.translated("output", "echo bye")
			})
		})
		sub("login", func(t *testing.T) {
			keys := operator()
			known := func(d *deck.Deps) {
				d.Notices, d.Profiles, d.Profile, d.Account.As = []message.Text{message.New("no keys found")}, profiles, "prod", "root"
			}
			s := size(known)
			s.keys = keys
			run(t, s, func(r *rig) {
				data := append(strings.Fields("root prod ecsdeck profile demo doctor"), profiles...)
				r.translated("notice", data...)
				r.press("esc", "*")
				keys.moved.Store(true)
				r.pass(2 * time.Second)
				r.translated("moved", data...)
				r.press("esc", "T")
				r.pass(time.Second)
				r.translated("plan", data...)
				r.press("esc", "a")
				r.translated("menu", data...)
				r.press("esc")
				keys.moved.Store(false)
				r.pass(2 * time.Second)
				r.translated("back", data...)
			})
		})
		sub("welcome", func(t *testing.T) {
			run(t, size(func(d *deck.Deps) { d.Engine, d.Client, d.NoCredentials = nil, nil, &login.None{} }), func(r *rig) {
				r.translated("welcome")
			})
		})
	}
}

var createLists = []string{"Template", "Region", "Zone", "vSwitch", "Security groups", "Image", "Key pair", "Type"}
