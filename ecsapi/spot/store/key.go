package store

import (
	"encoding/binary"

	"go.etcd.io/bbolt"
)

// maxName is the longest of regions, types, networks, zones and currencies.
const maxName = 255

// id is a key as the file has it.
func (k Key) id() (id []byte, ok bool) {
	for _, name := range []string{k.Region, k.Type, k.Network} {
		if len(name) > maxName {
			return nil, false
		}
		id = append(append(id, byte(len(name))), name...)
	}
	return id, true
}

// chunkKey is the key of a chunk. The day comes first: what is written at one time lies together, and so does the oldest.
func chunkKey(d int64, id []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(id)), uint32(d)), id...)
}

func getCoverage(tx *bbolt.Tx, id []byte) (coverage, error) {
	b, err := get(tx.Bucket(asked), id)
	if b == nil || err != nil {
		return coverage{}, err
	}
	return decodeCoverage(b)
}
