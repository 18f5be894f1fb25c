package ecsapi

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/internal/group"
	"ecsdeck/ecsapi/message"
)

const (
	parallel = 16 // pages of one question in flight: at 50 ms, 30,000 rows a second

	// pagesPerProcessor is how many pages of all questions are in flight for each processor,
	// but for first ones. Whatever else there is to do waits behind them: while 200,000 rows
	// are read on two, the 99th of 100 keys took 87 ms without a bound, 8 to 36 with 16 and
	// 5 to 8 with 10. The rows are there after 7.1 s instead of 5.6.
	pagesPerProcessor = 10

	// pageWait is how long a page waits for its turn. Regions that answer nobody must not
	// keep the turns from the others.
	pageWait = time.Second

	// maxRows is how many rows a question about one region may have. The
	// largest fleets are a tenth of it.
	maxRows = 1_000_000

	// maxPages is how many pages of a list are read.
	maxPages = maxRows / MaxBatch
)

// pageTurn waits until not too many pages are in flight. done is to be called after the page.
func (c *Client) pageTurn(ctx context.Context) (done func()) {
	late := time.NewTimer(pageWait)
	defer late.Stop()
	select {
	case c.turns <- struct{}{}:
		return func() { <-c.turns }
	case <-late.C:
	case <-ctx.Done():
	}
	return func() {}
}

// paging is what an answer says of the list that it has a page of.
type paging struct {
	TotalCount, PageSize int
	NextToken            string

	odd string // what one of its rows without an id looked like
}

func (p *paging) paged() *paging { return p }

// listAnswer is the answer A of a question whose answers come in pages.
type listAnswer[A any] interface {
	answer[A]
	paged() *paging
}

// listing is a question whose answers come in pages that have numbers, or
// tokens, or both.
type listing[A, T any] struct {
	call       // its what is "" where the page is all that tells calls apart
	size       int
	unnumbered bool           // the first page is asked for without its number
	tokens     bool           // pages by token are another way
	most       int            // pages that are read; 0 stands for maxPages
	id         func(T) string // tells rows apart; rows without an id are dropped
	rows       func(*A) []T
	check      func(*A) error // refuses an answer; may be nil

	// arrived gets the rows of each page that were not there before, and the
	// cloud's count, one call at a time. It may be nil.
	arrived func(rows []T, total int)
}

// numbered reads all pages by number; see [list.byNumber].
func numbered[A, T any, P listAnswer[A]](ctx context.Context, c *Client, l listing[A, T]) ([]T, error) {
	r := newList[A, T, P](c, l)
	err := r.byNumber(ctx)
	return r.all(), err
}

// byToken reads all pages by token; see [list.byToken].
func byToken[A, T any, P listAnswer[A]](ctx context.Context, c *Client, l listing[A, T]) ([]T, error) {
	r := newList[A, T, P](c, l)
	err := r.byToken(ctx)
	return r.all(), err
}

func (l *listing[A, T]) mostPages() int { return cmp.Or(l.most, maxPages) }

// list is the rows of a listing so far, each once.
type list[A, T any, P listAnswer[A]] struct {
	listing[A, T]
	client *Client

	mu     sync.Mutex // of the rest and the pass; held while arrived runs
	pages  [][]T
	places map[string]*place
	pass   int    // of those over all pages
	came   int    // rows in this pass
	odd    string // the last one's of the answers

	wentByToken bool
}

// place is where a row stands, and the last pass that brought it.
type place struct{ page, row, pass int }

func newList[A, T any, P listAnswer[A]](c *Client, l listing[A, T]) *list[A, T, P] {
	return &list[A, T, P]{listing: l, client: c, places: make(map[string]*place)}
}

// all returns the rows in the order of their pages.
func (l *list[A, T, P]) all() []T { return slices.Concat(l.pages...) }

// byNumber reads the first page and then the others in parallel. Where the
// cloud's count moved, or more or fewer rows came, pages shifted or an answer
// lacks rows: all are read once more and put together. Fewer rows than counted
// even then are an error with Lack set. With an error, what was read is there.
func (l *list[A, T, P]) byNumber(ctx context.Context) error {
	p, err := l.readPass(ctx, false)
	if err != nil || p.steady {
		return err
	}
	if p.stuck && l.tokens {
		err = l.byToken(ctx)
	} else {
		p, err = l.readPass(ctx, true)
	}
	if came := len(l.places); err == nil && came < p.least {
		err = l.client.lacking(l.api, l.region, p.envelope, Lack{came, p.least, l.odd})
	}
	return err
}

// listPass is what one pass over the pages brought.
type listPass struct {
	least, most int       // counts among the answers
	steady      bool      // all counted the same, and so many came
	stuck       bool      // each page was the first one again
	envelope    *envelope // of its first page
}

func (l *list[A, T, P]) readPass(ctx context.Context, again bool) (p listPass, err error) {
	l.pass, l.came = l.pass+1, 0
	first, rows, err := l.readPage(ctx, 1, again)
	if err != nil {
		return p, err
	}
	size := l.size
	if actual := first.paged().PageSize; actual > 0 && actual < size {
		size = actual // the cloud's pages are smaller than those asked for
	}
	size = max(size, rows)
	total := first.paged().TotalCount
	lengths := make([]int, min(max(1, (total+size-1)/size), l.mostPages()))
	lengths[0] = rows
	p.least, p.most, p.envelope = total, total, first.meta()
	ofFirst := l.came

	var over atomic.Bool // a page had no rows: neither will those behind it
	over.Store(rows == 0)
	g, side := group.WithContext(ctx, parallel)
	for n := 1; n < len(lengths) && side.Err() == nil && !over.Load(); n++ {
		g.Go(func() error {
			defer l.client.pageTurn(side)()
			a, rows, err := l.readPage(side, n+1, true)
			if err != nil {
				return err
			}
			if lengths[n] = rows; rows == 0 {
				over.Store(true)
			}
			l.mu.Lock()
			defer l.mu.Unlock()
			p.count(a.paged().TotalCount)
			return nil
		})
	}
	err = g.Wait()
	p.stuck = len(lengths) > 1 && lengths[1] > 0 && l.came == ofFirst

	// More came than is counted: the count is not to be trusted, and there are
	// pages for as long as full ones bring something new.
	last := lengths[len(lengths)-1]
	for n := len(lengths) + 1; err == nil && l.came > p.most && last >= size && n <= l.mostPages(); n++ {
		before := l.came
		var a P
		if a, last, err = l.readPage(ctx, n, true); err != nil {
			break
		}
		p.count(a.paged().TotalCount)
		if l.came == before {
			break
		}
	}
	p.steady = err == nil && p.least == p.most && l.came == p.least
	return p, err
}

func (p *listPass) count(total int) { p.least, p.most = min(p.least, total), max(p.most, total) }

// readPage reads a page by its number and tells how many rows it has. It refuses
// a count that no cloud has: following it would take memory and calls without
// end.
func (l *list[A, T, P]) readPage(ctx context.Context, n int, patient bool) (P, int, error) {
	page := params{"PageSize": strconv.Itoa(l.size), "PageNumber": strconv.Itoa(n)}
	if n == 1 && l.unnumbered {
		delete(page, "PageNumber")
	}
	a, err := l.ask(ctx, "page {number}", n, patient, page)
	if err != nil {
		return nil, 0, err
	}
	total := a.paged().TotalCount
	if total < 0 || total > maxRows {
		return nil, 0, l.client.invalidAnswer(l.api, l.region, a.meta(), "the answer counts {count} rows", total)
	}
	rows := l.take(n, a, func(int) int { return total })
	return a, rows, l.tooLong(a)
}

// tooLong refuses a list with more rows than any cloud has.
func (l *list[A, T, P]) tooLong(a P) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.places) > maxRows {
		return l.client.invalidAnswer(l.api, l.region, a.meta(), "the pages have no end")
	}
	return nil
}

// byToken reads one page after the other. Counts mean nothing in this mode, so
// what has arrived is handed on as the count. With an error, what was read is there.
func (l *list[A, T, P]) byToken(ctx context.Context) error {
	l.pass, l.came, l.wentByToken = l.pass+1, 0, true
	arrived := 0
	used := make(map[string]bool)
	for n, token := 1, ""; ; n++ {
		a, err := l.ask(ctx, "token {number}", n, false, params{"MaxResults": strconv.Itoa(l.size), "NextToken": token})
		if err != nil {
			return err
		}
		l.take(n, a, func(rows int) int { arrived += rows; return arrived })
		if err := l.tooLong(a); err != nil {
			return err
		}
		token = a.paged().NextToken
		switch {
		case token == "":
			return nil
		case used[token], n == l.mostPages():
			return l.client.invalidAnswer(l.api, l.region, &envelope{}, "the pages have no end")
		}
		used[token] = true
	}
}

// ask makes the call of a page, whose parameters are added to the question's. A
// list that has begun waits a throttling out.
func (l *list[A, T, P]) ask(ctx context.Context, way message.Key, n int, patient bool, page params) (P, error) {
	k := l.call
	if k.what.IsZero() {
		k.what = message.New(way, strconv.Itoa(n))
	}
	k.patient = k.patient || patient || n > 1
	maps.Copy(page, k.params)
	k.params = page
	a, err := do[A, P](ctx, l.client, k)
	if err == nil && l.check != nil {
		err = l.check(a)
	}
	return a, err
}

// counts reports whether an answer says anything of a list, if only that it has no rows. One
// of another call, or of no call at all, does not.
func counts(a response, list string) bool {
	body := a.GetHttpContentBytes()
	return bytes.Contains(body, []byte(`"TotalCount"`)) || bytes.Contains(body, []byte(`"`+list+`"`))
}

// take adds the rows of the nth page and returns how many it has. A row of a
// later pass replaces that of the earlier; one that it lacks is kept, for missing
// from a shifting list is not gone. total is the count to hand on, by the page's rows.
func (l *list[A, T, P]) take(n int, a P, total func(rows int) int) int {
	rows := l.rows(a)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.odd = cmp.Or(a.paged().odd, l.odd)
	l.pages = append(l.pages, make([][]T, max(0, n-len(l.pages)))...)
	page := &l.pages[n-1]
	var fresh []T
	for _, r := range rows {
		id := l.id(r)
		if id == "" {
			continue
		}
		at := l.places[id]
		switch {
		case at == nil:
			at = &place{page: n - 1, row: len(*page)}
			l.places[id] = at
			*page, fresh = append(*page, r), append(fresh, r)
		case at.pass != l.pass:
			l.pages[at.page][at.row] = r
		}
		if at.pass != l.pass {
			at.pass, l.came = l.pass, l.came+1
		}
	}
	if t := total(len(rows)); l.arrived != nil && (len(fresh) > 0 || t == 0) {
		l.arrived(fresh, t)
	}
	return len(rows)
}

// inParts asks about most ids at a time, in parallel, each id once.
func inParts[ID ~string, T any](ctx context.Context, ids []ID, most int, read func(ctx context.Context, ids []ID) ([]T, error)) ([]T, error) {
	parts := split(ids, most)
	rows := make([][]T, len(parts))
	g, ctx := group.WithContext(ctx, parallel)
	for n, part := range parts {
		g.Go(func() (err error) {
			rows[n], err = read(ctx, part)
			return err
		})
	}
	err := g.Wait()
	return slices.Concat(rows...), err
}

// split cuts ids into parts of at most n, each id once.
func split[ID ~string](ids []ID, n int) [][]ID {
	seen := make(map[ID]bool, len(ids))
	once := make([]ID, 0, len(ids))
	for _, id := range ids {
		if !seen[id] && id != "" {
			seen[id] = true
			once = append(once, id)
		}
	}
	return slices.Collect(slices.Chunk(once, n))
}
