package ecssim

type wireTag struct{ TagKey, TagValue string }

type wireLock struct{ LockReason, LockMsg string }

// wireTags are tags as they are answered.
func wireTags(tags []tag) []wireTag {
	out := make([]wireTag, len(tags))
	for n, t := range tags {
		out[n] = wireTag{TagKey: t.key, TagValue: t.value}
	}
	return out
}
