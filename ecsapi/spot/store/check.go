package store

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"
	"os"
	"slices"
)

// bbolt takes its file's word for which page comes below which and how many there are. A wrong one can have it go in a
// circle until the stack is used up, or ask for all memory there is, and neither can be recovered from; and what it does
// not find because a key is off by a bit it says is not there. So before it opens a file, each page that it would follow is
// looked at, and each checksum.

// A page begins with its number, its kind, how many elements it has, and how many pages more it takes.
const (
	pageHead    = 16
	elementSize = 16

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10

	magic, version = 0xED0CDAED, 2
)

var native = binary.NativeEndian

// checking is a file that is being looked at.
type checking struct {
	file     io.ReaderAt
	pageSize int64
	end      uint64 // how many pages there are
	root     uint64
	free     uint64
	tx       uint64
	used     []bool
	buf      []byte
}

// check gives an errBroken or an errForeign if the file is not to be opened.
func check(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	i, err := f.Stat()
	if err != nil || i.Size() == 0 {
		return err
	}
	c := &checking{file: f}
	if err := c.metas(); err != nil {
		return err
	}
	if c.end > uint64(i.Size()/c.pageSize) {
		return broken("it is cut short")
	}
	c.used = make([]bool, c.end)
	var roots []uint64
	err = c.tree(c.root, func(e element) error {
		root, err := section(e)
		if root != 0 {
			roots = append(roots, root)
		}
		return err
	})
	for _, root := range roots {
		if err == nil {
			err = c.tree(root, sealed)
		}
	}
	if err == nil {
		err = c.freelist()
	}
	return err
}

// metas reads the newer of the two first pages, if both are whole.
func (c *checking) metas() error {
	var head [4096]byte
	n, err := c.file.ReadAt(head[:], 0)
	if err != nil && err != io.EOF {
		return err
	}
	ok := c.meta(head[:n])
	if !ok {
		c.pageSize = int64(os.Getpagesize())
	}
	n, err = c.file.ReadAt(head[:], c.pageSize)
	if err != nil && err != io.EOF {
		return err
	}
	if !c.meta(head[:n]) && !ok {
		return broken("it does not begin as it should")
	}
	return nil
}

func (c *checking) meta(page []byte) (ok bool) {
	if len(page) < pageHead+64 {
		return false
	}
	m := page[pageHead:]
	sum := fnv.New64a()
	sum.Write(m[:56])
	pageSize, tx := int64(native.Uint32(m[8:])), native.Uint64(m[48:])
	if native.Uint32(m) != magic || native.Uint32(m[4:]) != version || native.Uint64(m[56:]) != sum.Sum64() ||
		pageSize < 1024 || pageSize&(pageSize-1) != 0 || tx < c.tx {
		return false
	}
	c.pageSize, c.tx = pageSize, tx
	c.root, c.free, c.end = native.Uint64(m[16:]), native.Uint64(m[32:]), native.Uint64(m[40:])
	return true
}

// page reads a page with all that belongs to it, once. It is gone with the next one.
func (c *checking) page(id uint64) ([]byte, error) {
	if id < 2 || id >= c.end || c.used[id] {
		return nil, broken("page %d is out of place", id)
	}
	c.buf = slices.Grow(c.buf[:0], int(c.pageSize))[:c.pageSize]
	if _, err := c.file.ReadAt(c.buf, int64(id)*c.pageSize); err != nil {
		return nil, err
	}
	last := id + uint64(native.Uint32(c.buf[12:]))
	if native.Uint64(c.buf) != id || last >= c.end || slices.Contains(c.used[id:last+1], true) {
		return nil, broken("page %d is another one", id)
	}
	for i := id; i <= last; i++ {
		c.used[i] = true
	}
	if last > id {
		size := int64(last-id+1) * c.pageSize
		c.buf = slices.Grow(c.buf, int(size-c.pageSize))[:size]
		if _, err := c.file.ReadAt(c.buf[c.pageSize:], int64(id+1)*c.pageSize); err != nil {
			return nil, err
		}
	}
	return c.buf, nil
}

// element is one of a page.
type element struct {
	flags      uint32
	key, value []byte
	page       uint64 // of a branch: the one below
}

// below is a page that a branch leads to, and where its keys must lie: not before from, and before to.
type below struct {
	page     uint64
	from, to []byte
}

// tree looks at the pages of a tree, and has each element of its leaves looked at.
func (c *checking) tree(root uint64, each func(element) error) error {
	for rest := []below{{page: root}}; len(rest) > 0; {
		at := rest[len(rest)-1]
		rest = rest[:len(rest)-1]
		b, err := c.page(at.page)
		if err != nil {
			return err
		}
		all, _, err := elements(b)
		if err != nil {
			return err
		}
		// Only a file in which nothing was written yet has a page without elements.
		if len(all) == 0 && c.end > 4 {
			return broken("page %d is empty", at.page)
		}
		branch := native.Uint16(b[8:]) == branchPage
		for i, e := range all {
			if bytes.Compare(e.key, at.from) < 0 || at.to != nil && bytes.Compare(e.key, at.to) >= 0 {
				return broken("page %d has keys of another one", at.page)
			}
			if !branch {
				if err := each(e); err != nil {
					return err
				}
				continue
			}
			next := below{e.page, bytes.Clone(e.key), at.to}
			if i+1 < len(all) {
				next.to = bytes.Clone(all[i+1].key)
			}
			rest = append(rest, next)
		}
	}
	return nil
}

// elements are those of a page of either kind, and where they end. They are by key, and each is told where its key and
// value lie, which must be after those of the one before: if one were left out, nobody would miss it.
func elements(page []byte) (all []element, end int, err error) {
	kind, n := native.Uint16(page[8:]), int(native.Uint16(page[10:]))
	if kind != branchPage && kind != leafPage || pageHead+n*elementSize > len(page) {
		return nil, 0, broken("a page is of another kind")
	}
	all, end = make([]element, n), pageHead+n*elementSize
	for i := range all {
		start := pageHead + i*elementSize
		rest := page[start:]
		var e element
		var pos, key, value uint64
		if kind == branchPage {
			pos, key, e.page = uint64(native.Uint32(rest)), uint64(native.Uint32(rest[4:])), native.Uint64(rest[8:])
		} else {
			e.flags, pos, key, value = native.Uint32(rest), uint64(native.Uint32(rest[4:])), uint64(native.Uint32(rest[8:])), uint64(native.Uint32(rest[12:]))
		}
		if key == 0 || start+int(pos) != end || pos+key+value > uint64(len(rest)) {
			return nil, 0, broken("an element is out of place")
		}
		end += int(key + value)
		e.key, e.value = rest[pos:pos+key], rest[pos+key:pos+key+value]
		if i > 0 && bytes.Compare(all[i-1].key, e.key) >= 0 {
			return nil, 0, broken("elements are out of order")
		}
		all[i] = e
	}
	return all, end, nil
}

// section gives the root of a section, 0 if it has no page of its own but lies in its element.
func section(e element) (root uint64, err error) {
	switch {
	case e.flags != 1 || !bytes.Equal(e.key, chunks) && !bytes.Equal(e.key, asked):
		return 0, errForeign
	case len(e.value) < 16:
		return 0, broken("a section is cut short")
	}
	if root = native.Uint64(e.value); root != 0 {
		return root, nil
	}
	inline := e.value[16:]
	if len(inline) < pageHead || native.Uint16(inline[8:]) != leafPage {
		return 0, broken("a section is of another kind")
	}
	all, end, err := elements(inline)
	if err == nil && end != len(inline) {
		err = broken("a section has more in it")
	}
	for _, e := range all {
		if err == nil {
			err = sealed(e)
		}
	}
	return 0, err
}

// sealed refuses what is not of us or has changed.
func sealed(e element) error {
	if e.flags != 0 {
		return broken("an element is of another kind")
	}
	_, err := unseal(e.key, e.value)
	return err
}

// freelist looks at the list of pages that are free: one that is not would be written over, and one that is neither free
// nor in use is lost from where it belongs.
func (c *checking) freelist() error {
	b, err := c.page(c.free)
	if err != nil {
		return err
	}
	if native.Uint16(b[8:]) != freelistPage {
		return broken("the list of free pages is elsewhere")
	}
	n, b := uint64(native.Uint16(b[10:])), b[pageHead:]
	if n == 0xFFFF {
		n, b = native.Uint64(b), b[8:]
	}
	if n > uint64(len(b))/8 {
		return broken("the list of free pages is cut short")
	}
	last := uint64(1)
	for i := range n {
		id := native.Uint64(b[8*i:])
		if id <= last || id >= c.end || c.used[id] {
			return broken("page %d is not free", id)
		}
		c.used[id], last = true, id
	}
	if i := slices.Index(c.used[2:], false); i >= 0 {
		return broken("page %d belongs nowhere", i+2)
	}
	return nil
}
