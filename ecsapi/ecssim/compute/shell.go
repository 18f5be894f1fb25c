package compute

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/world"
)

// runScript carries out a script on a machine that starts at a moment. Understood are echo,
// hostname, whoami, date, uptime, sleep, exit, true and false, one on a line or between ; and &&.
func runScript(i *world.Instance, script, user string, at time.Time) world.Run {
	r := world.Run{Took: 300*time.Millisecond + time.Duration(hash.Unit(hash.Mix(i.Hash, uint64(at.UnixNano())))*float64(time.Second)).Truncate(time.Millisecond)}
	for line := range strings.Lines(script) {
		for statement := range strings.SplitSeq(line, ";") {
			r.Exit = 0
			for command := range strings.SplitSeq(statement, "&&") {
				if left := runLine(i, &r, strings.TrimSpace(command), user, at); left {
					return r
				}
				if r.Exit != 0 {
					break
				}
			}
		}
	}
	return r
}

// runLine carries out one command; left means that the script ended with it.
func runLine(i *world.Instance, r *world.Run, command, user string, at time.Time) (left bool) {
	word, rest, _ := strings.Cut(command, " ")
	rest = strings.TrimSpace(rest)
	now := at.Add(r.Took)
	switch word {
	case "echo":
		r.Output += unquote(rest) + "\n"
	case "hostname":
		r.Output += i.HostName() + "\n"
	case "whoami":
		r.Output += user + "\n"
	case "date":
		r.Output += now.UTC().Format("Mon Jan _2 15:04:05 UTC 2006\n")
	case "uptime":
		r.Output += fmt.Sprintf(" %s up %d days, load average: %.2f\n", now.UTC().Format("15:04:05"),
			int(now.Sub(i.Started)/(24*time.Hour)), loadAt(i, now.Unix()/60)*float64(i.Type.CPU))
	case "sleep":
		if seconds, err := strconv.ParseFloat(strings.TrimSuffix(rest, "s"), 64); err == nil && seconds > 0 {
			r.Took += time.Duration(min(seconds, 1e6) * float64(time.Second))
		}
	case "exit":
		r.Exit, _ = strconv.Atoi(rest)
		r.Exit &= 255
		return true
	case "false":
		r.Exit = 1
	}
	return false
}

// unquote drops the quotes around a text.
func unquote(s string) string {
	for _, q := range []string{`"`, `'`} {
		if len(s) >= 2 && strings.HasPrefix(s, q) && strings.HasSuffix(s, q) {
			return s[1 : len(s)-1]
		}
	}
	return s
}
