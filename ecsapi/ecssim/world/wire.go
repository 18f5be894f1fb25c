package world

type WireTag struct{ TagKey, TagValue string }

type WireLock struct{ LockReason, LockMsg string }

// wireTags are tags as they are answered.
func WireTags(tags []Tag) []WireTag {
	out := make([]WireTag, len(tags))
	for n, t := range tags {
		out[n] = WireTag{TagKey: t.Key, TagValue: t.Value}
	}
	return out
}
