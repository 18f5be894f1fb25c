package rpc

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Page is which part of a list a call wants.
type Page struct {
	Number, Size int
	ByToken      bool
	Created      time.Time // by token: when the last row answered was made
	ID           string    // and its id
}

// Pages reads PageNumber and PageSize, or MaxResults and NextToken unless
// maxResults is 0; sizes out of range are clamped, as ECS does.
func (p Params) Pages(maxSize, maxResults int) (Page, error) {
	pg := Page{Number: 1}
	var err error
	if maxResults > 0 && (p["MaxResults"] != "" || p["NextToken"] != "") {
		pg.ByToken = true
		if pg.Size, err = p.Number("MaxResults", 10); err != nil {
			return Page{}, err
		}
		pg.Size = min(max(pg.Size, 10), maxResults)
		if token := p["NextToken"]; token != "" {
			if pg.Created, pg.ID, err = readToken(token); err != nil {
				return Page{}, err
			}
		}
		return pg, nil
	}
	if pg.Number, err = p.Number("PageNumber", 1); err != nil {
		return Page{}, err
	}
	if pg.Size, err = p.Number("PageSize", 10); err != nil {
		return Page{}, err
	}
	const farthest = 1 << 30 // no list is that long, and pages can be multiplied
	pg.Number = min(max(pg.Number, 1), farthest)
	if pg.Size < 1 {
		pg.Size = 10
	}
	pg.Size = min(pg.Size, maxSize)
	return pg, nil
}

// ListPages reads them as the last parameters of a list: a dry run of it is told so.
func (p Params) ListPages(maxSize, maxResults int) (Page, error) {
	pg, err := p.Pages(maxSize, maxResults)
	if err == nil && p.DryRun() {
		err = ErrDryRun
	}
	return pg, err
}

// Start is the index at which a page by number begins.
func (pg Page) Start() int { return (pg.Number - 1) * pg.Size }

// listable is what can be listed page by page: lists go from the newest to the
// oldest, and a token names the last one answered.
type listable interface {
	ID() string
	Made() time.Time
}

// Count is what a list says of itself by page number.
type Count struct{ TotalCount, PageNumber, PageSize int }

// Listed is what a list says of itself that can be read by token, too.
type Listed struct {
	Count
	NextToken string
}

// Cut is the page of a list a call wants, and what is said of the list: by token nobody counts it.
func Cut[T listable](pg Page, list []T) (part []T, of Listed) {
	if !pg.ByToken {
		part, of.Count = Numbered(pg, list)
		return part, of
	}
	list = list[after(pg, list):]
	part = list[:min(pg.Size, len(list))]
	of.PageNumber, of.PageSize = pg.Number, pg.Size
	if len(part) < len(list) {
		last := part[len(part)-1]
		of.NextToken = Token(last.Made(), last.ID())
	}
	return part, of
}

// after is the index at which the page after the token begins: behind the one
// it names or, if that is gone, at the first one older.
func after[T listable](pg Page, list []T) int {
	if pg.ID == "" {
		return 0
	}
	for n, item := range list {
		switch at := item.Made().Unix(); {
		case at == pg.Created.Unix() && item.ID() == pg.ID:
			return n + 1
		case at < pg.Created.Unix():
			return n
		}
	}
	return len(list)
}

// Numbered is a page by number of a list, never nil, and what is said of the list.
func Numbered[T any](pg Page, list []T) ([]T, Count) {
	of := Count{len(list), pg.Number, pg.Size}
	list = list[min(pg.Start(), len(list)):]
	return append([]T{}, list[:min(pg.Size, len(list))]...), of
}

// Token names the last item of a page: when it was made, to the second, and its id.
func Token(created time.Time, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(created.Unix(), 36) + " " + id))
}

func readToken(token string) (created time.Time, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return time.Time{}, "", BadParameter("NextToken")
	}
	at, id, ok := strings.Cut(string(b), " ")
	unix, err := strconv.ParseInt(at, 36, 64)
	if !ok || err != nil || id == "" {
		return time.Time{}, "", BadParameter("NextToken")
	}
	return time.Unix(unix, 0), id, nil
}
