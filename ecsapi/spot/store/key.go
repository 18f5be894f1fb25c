package store

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// longestName is of regions, types, networks, zones and currencies.
const longestName = 255

// id is a key as the file has it.
func (k Key) id() (id []byte, ok bool) {
	for _, name := range []string{k.Region, k.Type, k.Network} {
		if len(name) > longestName {
			return nil, false
		}
		id = append(append(id, byte(len(name))), name...)
	}
	return id, true
}

// dated is the key of a chunk. The day comes first: what is written at one time lies together, and so does the oldest.
func dated(d int64, id []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(id)), uint32(d)), id...)
}

func get(b *bbolt.Bucket, key []byte) ([]byte, error) {
	sealed := b.Get(key)
	if sealed == nil {
		return nil, nil
	}
	return unseal(key, sealed)
}

func getAsk(tx *bbolt.Tx, id []byte) (ask, error) {
	b, err := get(tx.Bucket(asked), id)
	if b == nil || err != nil {
		return ask{}, err
	}
	return decodeAsk(b)
}
