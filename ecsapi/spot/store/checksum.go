package store

import (
	"encoding/binary"
	"hash/crc32"

	"go.etcd.io/bbolt"
)

// castagnoli has instructions of its own on most machines.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const checksumSize = 4

// checksummed begins a value with a checksum over it and its key: a price that is off by a bit would be shown as one.
func checksummed(key, value []byte) []byte {
	sum := crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, checksumSize+len(value)), sum), value...)
}

// verify gives a checksummed value without its checksum.
func verify(key, stored []byte) ([]byte, error) {
	if len(stored) < checksumSize {
		return nil, broken("cut short")
	}
	value := stored[checksumSize:]
	if uint64(crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, value)) != checksumOf(stored) {
		return nil, broken("a checksum is wrong")
	}
	return value, nil
}

// checksumOf is the checksum of a checksummed value, 0 of none.
func checksumOf(stored []byte) uint64 {
	if len(stored) < checksumSize {
		return 0
	}
	return uint64(binary.BigEndian.Uint32(stored))
}

func get(b *bbolt.Bucket, key []byte) ([]byte, error) {
	stored := b.Get(key)
	if stored == nil {
		return nil, nil
	}
	return verify(key, stored)
}

// put stores a value, or deletes the key if it is empty. A bucket's sequence is the sum of its checksums, so that
// what is missing, or is left from an earlier time, is noticed.
func put(b *bbolt.Bucket, key, value []byte) error {
	sum := b.Sequence() - checksumOf(b.Get(key))
	if len(value) == 0 {
		if err := b.Delete(key); err != nil {
			return err
		}
		return b.SetSequence(sum)
	}
	stored := checksummed(key, value)
	if err := b.Put(key, stored); err != nil {
		return err
	}
	return b.SetSequence(sum + checksumOf(stored))
}
