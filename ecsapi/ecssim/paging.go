package ecssim

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// page is which part of a list a call wants.
type page struct {
	number, size int
	byToken      bool
	created      time.Time // with byToken: the last instance answered
	id           string
}

// pages reads PageNumber and PageSize, or MaxResults and NextToken unless
// maxResults is 0; sizes out of range are clamped, as ECS does.
func (p params) pages(maxSize, maxResults int) (page, error) {
	pg := page{number: 1}
	var err error
	if maxResults > 0 && (p["MaxResults"] != "" || p["NextToken"] != "") {
		pg.byToken = true
		if pg.size, err = p.number("MaxResults", 10); err != nil {
			return page{}, err
		}
		pg.size = min(max(pg.size, 10), maxResults)
		if token := p["NextToken"]; token != "" {
			if pg.created, pg.id, err = readToken(token); err != nil {
				return page{}, err
			}
		}
		return pg, nil
	}
	if pg.number, err = p.number("PageNumber", 1); err != nil {
		return page{}, err
	}
	if pg.size, err = p.number("PageSize", 10); err != nil {
		return page{}, err
	}
	const farthest = 1 << 30 // no list is that long, and pages can be multiplied
	pg.number = min(max(pg.number, 1), farthest)
	if pg.size < 1 {
		pg.size = 10
	}
	pg.size = min(pg.size, maxSize)
	return pg, nil
}

// start is the index at which a page by number begins.
func (pg page) start() int { return (pg.number - 1) * pg.size }

// listable is what can be listed page by page: lists go from the newest to the
// oldest, and a token names the last one answered.
type listable interface {
	id() string
	made() time.Time
}

// cut is the page of a list a call wants, and the token of the next one if
// there is one and pages go by token.
func cut[T listable](pg page, list []T) (part []T, next string) {
	if pg.byToken {
		list = list[after(pg, list):]
	} else {
		list = list[min(pg.start(), len(list)):]
	}
	part = list[:min(pg.size, len(list))]
	if pg.byToken && len(part) < len(list) {
		last := part[len(part)-1]
		next = token(last.made(), last.id())
	}
	return part, next
}

// after is the index at which the page after the token begins: behind the one
// it names or, if that is gone, at the first one older.
func after[T listable](pg page, list []T) int {
	if pg.id == "" {
		return 0
	}
	for n, item := range list {
		switch at := item.made().Unix(); {
		case at == pg.created.Unix() && item.id() == pg.id:
			return n + 1
		case at < pg.created.Unix():
			return n
		}
	}
	return len(list)
}

// numbered is a page by number of a list, never nil.
func numbered[T any](pg page, list []T) []T {
	list = list[min(pg.start(), len(list)):]
	return append([]T{}, list[:min(pg.size, len(list))]...)
}

func token(created time.Time, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(created.Unix(), 36) + " " + id))
}

func readToken(token string) (created time.Time, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return time.Time{}, "", badParameter("NextToken")
	}
	at, id, ok := strings.Cut(string(b), " ")
	unix, err := strconv.ParseInt(at, 36, 64)
	if !ok || err != nil || id == "" {
		return time.Time{}, "", badParameter("NextToken")
	}
	return time.Unix(unix, 0), id, nil
}
