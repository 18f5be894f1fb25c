// Package ecsapi is the cloud as ecsdeck sees it: typed calls of the ECS API
// (2014-05-26) over the core of Alibaba's official Go SDK, with everything an
// operator's tool needs around them: one shared transport, a call budget, a call
// log, retries, parallel pages, cloud time, classified errors, credentials, and
// text cleaned of control and bidi characters.
//
// What callers may rely on:
//
//   - A read that fails is tried again for a few seconds at most, then its
//     error is returned, so that it can be shown; asking again later is the
//     caller's part. A throttled read returns at once with RetryAfter. Only
//     the further pages of a list that has begun wait a throttling out, and
//     what a plan can't be judged without: prices, disks and dry runs.
//   - What can't be read whole is returned as far as it was read, with the first
//     error: where a call fails, or fewer rows come than the cloud counts.
//   - A write is repeated only when it certainly did nothing. With an error nothing
//     was changed, unless its MayHaveApplied is set. Where a call takes a client
//     token, the caller may repeat it with that token, and it is done once.
//   - Each API in each region has its own budget, which follows what package
//     ratelimit learns of the cloud's limits; writes leave before reads. After a
//     throttling it rests until the cloud's next minute, then probes once a second
//     until a call succeeds.
//   - Nothing a Client returns holds control characters, secrets or signatures.
//
// It knows no screen and no fleet; ecsapi/fleet builds the live fleet on it.
package ecsapi
