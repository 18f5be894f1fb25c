package login

import (
	"context"
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/runner"
	"ecsdeck/ecsapi/message"
)

const (
	// processPause is how long a process's key is taken before it is asked again.
	processPause = time.Minute
	// processWait is how long a process may take; it may ask a person.
	processWait = 30 * time.Second
)

// processes are the commands that ran, so that none is run more than once a minute.
type processes struct {
	wait time.Duration // that one may take

	mu  sync.Mutex
	ran map[string]*processRun
}

// processRun is when a command ran last, and what came of it.
type processRun struct {
	mu      sync.Mutex
	at      time.Time // zero: never
	profile *profile
	err     error
}

func (p *processes) of(command string) *processRun {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ran[command] == nil {
		p.ran[command] = &processRun{}
	}
	return p.ran[command]
}

// fromProcess is an issuer that runs a command and reads from what it prints a key,
// as a profile has it. What it says of its troubles is shown, what it prints is not.
func (f finder) fromProcess(command string) issuer {
	run := f.processes.of(command)
	return func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		run.mu.Lock()
		if run.at.IsZero() || time.Since(run.at) >= processPause {
			run.profile, run.err = f.runProcess(ctx, via, command)
			run.at = time.Now()
		}
		p, err := run.profile, run.err
		run.mu.Unlock()
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		mode, _ := p.mode()
		issue, err := f.issuer(p, mode)
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		return issue(ctx, via)
	}
}

// runProcess is the profile that a command prints.
func (f finder) runProcess(ctx context.Context, via *ecsapi.Client, command string) (*profile, error) {
	argv, ok := split(command)
	if !ok || len(argv) == 0 {
		return nil, message.Errorf("process_command has a quote that does not end")
	}
	wait := f.processes.wait
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	out, complaint, exit, err := runner.Output(limited, argv, f.Environ)
	p := new(profile)
	bad := json.Unmarshal([]byte(out), p)
	// A script that tells what it does tells the key too.
	hide := strings.NewReplacer(hidden(p.Secret, p.Token, f.environment().Secret, f.environment().Token)...)
	switch said := via.Shown(hide.Replace(lastLine(complaint))); {
	case limited.Err() != nil && ctx.Err() == nil:
		return nil, message.Errorf("process_command did not end in {duration} and was ended; run it by hand to see what it waits for", wait.String())
	case err != nil:
		return nil, message.Errorf("process_command failed: {reason}", err)
	case exit != 0 && said != "":
		return nil, message.Errorf("process_command failed with exit status {status}: {reason}", exit, said)
	case exit != 0:
		return nil, message.Errorf("process_command failed with exit status {status}", exit)
	}
	if bad != nil {
		return nil, message.Errorf("process_command prints no JSON of a profile; run it by hand to see what it prints")
	}
	mode, _ := p.mode()
	if (mode != AK && mode != StsToken && mode != RamRoleArn) || p.missing(mode) != "" {
		return nil, message.Errorf("process_command prints a profile without a key; accepted: the modes {ak}, {token}, {role}", string(AK), string(StsToken), string(RamRoleArn))
	}
	return p, nil
}

// hidden is what a replacer takes to hide secrets, those that there are.
func hidden(secrets ...string) (pairs []string) {
	for _, s := range secrets {
		if s != "" {
			pairs = append(pairs, s, "<secret>")
		}
	}
	return pairs
}

// lastLine is the last line of a text that says something.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return ecsapi.Clean(lines[len(lines)-1])
}

// split cuts a command into words as a shell does without expanding anything: quotes
// keep words together, and outside single quotes a backslash takes the next
// character as it is.
func split(command string) (words []string, ok bool) {
	var word strings.Builder
	var quote rune
	begun, escaped := false, false
	for _, r := range strings.TrimSpace(command) {
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\"\\$`", r) {
				word.WriteByte('\\')
			}
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'' && runtime.GOOS != "windows":
			begun, escaped = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			begun, quote = true, r
		case quote == 0 && (r == ' ' || r == '\t' || r == '\n'):
			if begun {
				words = append(words, word.String())
				word.Reset()
			}
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words, quote == 0 && !escaped
}
