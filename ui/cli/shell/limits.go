package shell

import (
	"encoding/json"
	"os"
	"path/filepath"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ratelimit"
	"ecsdeck/ecsapi/regular"
	"ecsdeck/ui/atomicfile"
)

// limitsName is the file, within the state of an account, of what is known of the cloud's
// limits on its calls.
const limitsName = "limits.json"

// keepLimits goes on with what earlier sessions learned of the limits on an account's calls,
// and has kept what this one learns. While it is not known whose calls they are, what is
// learned is this session's alone; so it is in a simulated cloud of its own.
func (s *Session) keepLimits(who ecsapi.Identity) {
	if who.Account == "" || s.limits != "" || s.Demo != nil {
		return
	}
	host, err := s.hostDir()
	if err != nil {
		return
	}
	s.limits = filepath.Join(host, accountDir(who), limitsName)
	s.Client.Limits().Learn(readLimits(s.limits))
	if !s.looks {
		s.Client.KeepLimits(s.saveLimits)
	}
}

// readLimits reads the limits that are kept: none where the file can't be read or holds
// something else, for they are learned again.
func readLimits(path string) (known []ratelimit.Kept) {
	text, err := regular.ReadOwn(path)
	if err != nil || json.Unmarshal(text, &known) != nil {
		return nil
	}
	return known
}

// saveLimits joins what is known with what others kept meanwhile. Where it can't be written
// it is learned again.
func (s *Session) saveLimits() {
	limits := ratelimit.Merge(s.Client.Limits().Kept(), readLimits(s.limits))
	if len(limits) == 0 || s.checkState() != nil || os.MkdirAll(filepath.Dir(s.limits), 0o700) != nil {
		return
	}
	if text, err := json.MarshalIndent(limits, "", " "); err == nil {
		atomicfile.WriteBytes(s.limits, 0o600, append(text, '\n'))
	}
}
