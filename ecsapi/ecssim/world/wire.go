package world

// WireTag is a tag as it is answered.
type WireTag struct{ TagKey, TagValue string }

// WireLock is a lock as it is answered.
type WireLock struct{ LockReason, LockMsg string }

// WireTags are tags as they are answered.
func WireTags(tags []Tag) []WireTag {
	out := make([]WireTag, len(tags))
	for n, t := range tags {
		out[n] = WireTag{TagKey: t.Key, TagValue: t.Value}
	}
	return out
}
