package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// number draws the next number of a job. The last one drawn stands in a file of
// its own, whose lock makes processes take turns; should it be lost, the
// journals tell.
func (j *Journal) number() (int, error) {
	const what = "the journal can't number the job"
	path := filepath.Join(j.dir, "last")
	lock := lockOf(path)
	if err := lock.Lock(); err != nil {
		return 0, plain(what, err)
	}
	defer lock.Unlock()

	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return 0, plain(what, err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return 0, plain(what, err)
	}
	last, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || last < 0 {
		if last, err = lastNumber(j.dir); err != nil {
			return 0, err
		}
	}
	// Of one width, so that a write that fails or is cut off by the end of the
	// process leaves no other number.
	next := fmt.Appendf(nil, "%012d\n", last+1)
	if _, err = f.WriteAt(next, 0); err == nil {
		err = errors.Join(f.Truncate(int64(len(next))), f.Sync())
	}
	if err != nil {
		return 0, plain(what, err)
	}
	return last + 1, nil
}
