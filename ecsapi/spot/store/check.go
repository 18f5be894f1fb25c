package store

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"io"
	"os"
)

// bbolt takes its file's word for which page comes below which and how many there are. A wrong one can have it go in a
// circle until the stack is used up, or ask for all memory there is, and neither can be recovered from. So before it opens
// a file, each page that it would follow is looked at.

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
	if err := c.meta(i.Size()); err != nil {
		return err
	}
	if c.end < 3 || i.Size() < int64(c.end)*c.pageSize {
		return broken("it is cut short")
	}
	c.used = make([]bool, c.end)
	roots, err := c.tree(c.root, true)
	if err != nil {
		return err
	}
	for _, root := range roots {
		if _, err := c.tree(root, false); err != nil {
			return err
		}
	}
	return c.freelist()
}

// meta reads the newer of the two first pages that is whole.
func (c *checking) meta(size int64) error {
	var head [4096]byte
	n, err := c.file.ReadAt(head[:], 0)
	if err != nil && err != io.EOF {
		return err
	}
	ok := c.metaPage(head[:n], size)
	if !ok {
		c.pageSize = int64(os.Getpagesize())
	}
	n, err = c.file.ReadAt(head[:], c.pageSize)
	if err != nil && err != io.EOF {
		return err
	}
	if !c.metaPage(head[:n], size) && !ok {
		return broken("it does not begin as it should")
	}
	return nil
}

func (c *checking) metaPage(page []byte, size int64) bool {
	if len(page) < pageHead+64 {
		return false
	}
	m := page[pageHead:]
	sum := fnv.New64a()
	sum.Write(m[:56])
	pageSize, tx := int64(native.Uint32(m[8:])), native.Uint64(m[48:])
	if native.Uint32(m) != magic || native.Uint32(m[4:]) != version || native.Uint64(m[56:]) != sum.Sum64() ||
		pageSize < 1024 || pageSize&(pageSize-1) != 0 || c.tx > tx || native.Uint64(m[40:]) > uint64(size) {
		return false
	}
	c.pageSize, c.tx = pageSize, tx
	c.root, c.free, c.end = native.Uint64(m[16:]), native.Uint64(m[32:]), native.Uint64(m[40:])
	return true
}

// page reads a page with all that belongs to it, once.
func (c *checking) page(id uint64) ([]byte, error) {
	if id < 2 || id >= c.end || c.used[id] {
		return nil, broken("a page is out of place")
	}
	b := make([]byte, c.pageSize)
	if _, err := c.file.ReadAt(b, int64(id)*c.pageSize); err != nil {
		return nil, err
	}
	more := uint64(native.Uint32(b[12:]))
	if native.Uint64(b) != id || id+more >= c.end {
		return nil, broken("a page is another one")
	}
	for i := id; i <= id+more; i++ {
		if c.used[i] {
			return nil, broken("pages overlap")
		}
		c.used[i] = true
	}
	if more > 0 {
		b = append(b, make([]byte, int64(more)*c.pageSize)...)
		if _, err := c.file.ReadAt(b[c.pageSize:], int64(id+1)*c.pageSize); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// tree looks at the pages of a tree. The top one holds sections, of which it gives those that have pages of their own.
func (c *checking) tree(root uint64, top bool) (sections []uint64, err error) {
	for todo := []uint64{root}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		b, err := c.page(id)
		if err != nil {
			return nil, err
		}
		switch kind := native.Uint16(b[8:]); {
		case kind == branchPage:
			err = elements(b, 4, func(e, _, _ []byte) error {
				todo = append(todo, native.Uint64(e[8:]))
				return nil
			})
			if err == nil && native.Uint16(b[10:]) == 0 {
				err = broken("a page leads nowhere")
			}
		case kind == leafPage && top:
			err = elements(b, 8, func(e, key, value []byte) error {
				root, err := section(e, key, value)
				if root != 0 {
					sections = append(sections, root)
				}
				return err
			})
		case kind == leafPage:
			err = elements(b, 8, plainElement)
		default:
			err = broken("a page is of another kind")
		}
		if err != nil {
			return nil, err
		}
	}
	return sections, nil
}

// elements gives each element of a page with its key and value. A value has its size at an offset in the element, if
// there is room for one.
func elements(page []byte, first int, each func(e, key, value []byte) error) error {
	n := int(native.Uint16(page[10:]))
	if pageHead+n*elementSize > len(page) {
		return broken("a page has too much in it")
	}
	var before []byte
	for i := range n {
		at := pageHead + i*elementSize
		e := page[at : at+elementSize]
		// A branch's elements have no values, and nothing before the place.
		pos, keySize, valueSize := uint64(native.Uint32(e[first-4:])), uint64(native.Uint32(e[first:])), uint64(0)
		if first == 8 {
			valueSize = uint64(native.Uint32(e[12:]))
		}
		rest := page[at:]
		if pos+keySize+valueSize > uint64(len(rest)) || keySize == 0 && first == 8 {
			return broken("an element reaches beyond its page")
		}
		key := rest[pos : pos+keySize]
		if i > 0 && bytes.Compare(before, key) >= 0 {
			return broken("elements are out of order")
		}
		before = key
		if err := each(e, key, rest[pos+keySize:pos+keySize+valueSize]); err != nil {
			return err
		}
	}
	return nil
}

func plainElement(e, _, _ []byte) error {
	if native.Uint32(e) != 0 {
		return broken("an element is of another kind")
	}
	return nil
}

// section gives the root of a section, 0 if it has no page of its own but lies in its element.
func section(e, name, value []byte) (root uint64, err error) {
	switch {
	case native.Uint32(e) != 1 || !bytes.Equal(name, chunks) && !bytes.Equal(name, asked):
		return 0, errForeign
	case len(value) < 16:
		return 0, broken("a section is cut short")
	}
	if root = native.Uint64(value); root != 0 {
		return root, nil
	}
	inline := value[16:]
	if len(inline) < pageHead || native.Uint16(inline[8:]) != leafPage {
		return 0, broken("a section is of another kind")
	}
	return 0, elements(inline, 8, plainElement)
}

// freelist looks at the list of pages that are free: one that is not would be written over.
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
		last = id
	}
	return nil
}
