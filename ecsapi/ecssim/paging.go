package ecssim

import "time"

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
		list = list[min((pg.number-1)*pg.size, len(list)):]
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
