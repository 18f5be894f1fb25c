// Package ecssim is a simulated Alibaba Cloud ECS endpoint: an http.Handler
// that speaks the signed RPC protocol of the API, version 2014-05-26, over a
// fleet made up from a number. It runs inside the program for the demo, alone as
// "ecsdeck sim", and under the tests of the client and the engine.
//
// Its place in the house: it is an independent reading of the protocol. It imports the catalogue
// and nothing else of ours, never the SDK; only the command line and tests import it. This package
// is the endpoint: it lets calls in, spoils them with faults, answers, and is controlled under
// /_sim/. Behind it are the protocol (rpc), the state (world, over market and hash), and the
// actions on it (compute, storage, network, offers).
//
// Time is virtual (Config.Now, Config.Speed, Cloud.Advance) and stands in the Date header of every
// answer. There is no goroutine behind the fleet: what is due by now (a machine that has stopped, a
// period that ended, an automatic release) is applied when a region is next looked at. Latency,
// faults, the age of signatures and their nonces are wall time. All of it works inside a
// testing/synctest bubble.
//
// # What is answered
//
// GET, HEAD and POST, with parameters in the query, the form, or both; one that
// comes twice is refused, in whichever of them. There are two ways to sign:
//
//   - version 1, HMAC-SHA1, when there is no Authorization header: Signature and
//     the rest are parameters, verified on decoded values, blank ones included;
//   - version 3, ACS3-HMAC-SHA256, in an Authorization header: x-acs-action, x-acs-version,
//     x-acs-date, x-acs-signature-nonce, x-acs-content-sha256, host and, of a temporary key,
//     x-acs-security-token must be there and signed, the body must have the digest it is said to
//     have. The action and the version are those of the headers.
//
// Format, in any case, is XML or JSON, and anything else is answered in JSON. Without it version 1
// gets XML, the API's default, and version 3 JSON unless it accepts XML only. Both are made of the
// same values; in XML a list is repeated elements, and a character XML 1.0 can't hold is U+FFFD.
// Errors come likewise. Answers of a kilobyte and more are packed for who accepts gzip, and a HEAD
// is answered as a GET without its body.
//
// A call is checked in this order: body, method, action and version, access key,
// signature, security token, time and nonce, permission, throttling, parameters,
// state. The path says nothing, but version 3 signs it.
//
// An action and the codes of the errors it answers, beside those of every call, stand at the function
// that carries it out, in packages compute, network, storage and offers. Refusals lists them all.
//
// # What is only believed
//
// No source was found for these; don't build on them:
//
//   - the order of the checks;
//   - status 404 for an unknown access key, 400 for DryRunOperation,
//     DRYRUN.SUCCESS and Throttling.User;
//   - which ids are malformed, that DescribeImages says InvalidParameter, and InvalidParameter
//     for a malformed list or number;
//   - unknown ids are left out of lists without an error, an empty list of ids matches nothing, the
//     last page's NextToken is empty, TotalCount is 0 under NextToken, instances come newest first;
//   - how long a start, a stop or a reboot takes;
//   - what prices do, the surcharge for Windows, the discount without a protected
//     hour, and that a time in the future is cut to now instead of refused;
//   - how long a new instance is Pending, and that lists don't know it for one to
//     three seconds while a call that names it does;
//   - that a failed write leaves its ClientToken unused, and that a token holds for one action;
//   - how many machines a zone has of a type and when it has none, that the quotas
//     are 1,000 instances and 8,000 vCPUs above what a region started with, and as many vCPUs of spot instances;
//     the errors of DescribeAccountAttributes, which tells those of vCPUs alone;
//   - that one spot instance in ten goes when its type runs out, that one that asks
//     to be stopped instead is Stopped without a lock and can be started again, and
//     what may be done under the lock Recycling (to release, nothing else);
//   - that a lock for security doesn't keep an instance from being released, that a
//     release takes no time, and that one in Stopping needs Force;
//   - what disks, bandwidth and subscriptions cost and what years take off; that a
//     quote holds only what is named, of zones without a name the cheapest; that a
//     spot type asked for by the month is an InvalidParameter;
//   - that creating what is paid by the hour needs 100 CNY and takes none, and
//     starting it a balance that is not negative; that arrears stop no machine;
//   - renewals by the week, the year, and for more than 12 months; that none goes
//     further than five years; LastOrderProcessing until the new expiry is seen;
//     that what was renewed after its expiry stays Stopped; that one expired
//     subscription in four is taken back early and can't be renewed then;
//     LastTokenProcessing, Idempotence.Processing and Instance.UnPaidOrder never come;
//   - that one bought by the week renews itself on its last day at 08:00 of UTC+8,
//     how many of the fleet do, the Duration 0 and empty PeriodUnit of those that
//     don't, and InvalidParameter.InvalidInstanceId when it is changed;
//   - that InterruptionRate is a share per day;
//   - which characters a name may have; InvalidKeyPairName.NotFound,
//     Duplicate.TagKey, InvalidTagValue.Malformed, InvalidDescription.Malformed and
//     InvalidUserData.Base64FormatInvalid; AllocatedAlready for an elastic address;
//     ResourceNotAvailable for a type the zone doesn't sell; that a vSwitch without enough addresses
//     takes as many as it has, from MinAmount on, and that addresses never come back;
//   - that one call of TagResources or UntagResources changes all it names or none,
//     also under a lock, that a key which isn't there is no error, and
//     MissingParameter.Tags when UntagResources names no key;
//   - InvalidKeyPair.NotFound when a key pair is attached, which codes its results have, among them
//     OperationDenied for Windows, and that more than fifty ids are InvalidParameter;
//   - that AutoReleaseTime means nothing with PrePaid, and SpotPriceLimit nothing
//     without SpotWithPriceLimit;
//   - Invalid.ZoneId, CmdContent.ExceedLimit and .DecodeError, what DescribeVpcs, DescribeVSwitches
//     and DescribeKeyPairs refuse, and that what is below ten is ClosedWithStock;
//   - what a type has beside vCPUs, memory and GPUs, which categories and sizes of disk go with it,
//     which disks of a machine outlive it, and that disks carry the tags of their machine;
//   - IncorrectDiskStatus.NeverUsed for a disk whose machine never started;
//   - how long a snapshot takes, when a policy takes one and keeps it;
//   - what machines are busy with, and that a point of a longer period is the mean of its minutes;
//   - when an expiry is foretold, how often hosts are maintained, that a start
//     meanwhile avoids it and that it is canceled otherwise; the numbers of
//     statuses, healths and events other than Running 1, SystemMaintenance.Reboot 1,
//     InstanceExpiration.Stop 34, Executed 0, Avoided 8 and Scheduled 24;
//   - how long a command takes and how one ends whose machine stops; no shell is
//     behind it, see shell for the words it understands;
//   - the ids and names the token service answers, and the codes of errors of a login in a browser;
//   - that DescribeInstanceRamRole lists machines without a role, with none;
//   - the statuses and words of the errors of security tokens, and that one sent
//     with a long-lived key is not refused;
//   - of version 3: MissingParameter for a header that isn't there and IncompleteSignature for one
//     that isn't signed, that the type of a body need not be signed, SignatureDoesNotMatch for the
//     digest of another body, and that other headers than those named may be signed or not; the
//     words of InvalidSignatureMethod and InvalidTimeStamp.Format;
//   - that another Format than the two is JSON (InvalidParameter.Format is in the
//     tables), what Accept does, and XML for what isn't signed at all;
//   - that a parameter in query and form, or twice in one of them, is refused, as is a body that is
//     no form; that HEAD is answered, and may be signed as the GET it stands for;
//   - that the header x-ratelimit-user-api comes with answers that are not refused, too;
//   - how often an action may be called: 60,000 times a minute in a region is far
//     above any real limit; that a 5,001st creation in a minute is Throttling.User.
//
// # Keys
//
// Cloud.Keys are an operator's and a reader's, Cloud.TemporaryKey makes one with a security token
// that expires. So do AssumeRole, a credentials URI (GET /_sim/credentials?for=15m) and, by the
// paths that the official command line asks, CloudSSO's and OAuth's login. Timestamps and tokens are judged by the clock of the host, nonces may be used once.
//
// # Faults, limits and stories
//
// Cloud.Inject lets calls go wrong, in the ways that stand from FaultLatency on; Cloud.SetLimits
// throttles by action and region, Cloud.SetRetryAfter has that say in x-acs-retry-after how many
// milliseconds to wait, Cloud.SetLimitHeader has each answer tell its limit in x-ratelimit-user-api,
// in the form "Limit:200,Remain:12,TimeLeft:31000" that Alibaba Cloud's SDKs read; Cloud.Play tells a story, of those that stand from SpotStorm on.
//
// # Money
//
// The account has Config.Balance. Orders are paid from it at once: creating and
// renewing subscriptions, also when they renew themselves, which they do when
// their region is looked at. Below zero the account is in arrears.
//
// # Log
//
// Config.Log is told of every request: when, what, by whom, how it ended and
// how long that took, with neither secrets nor signatures.
//
// # A given fleet
//
// NewFrom builds a cloud with the instances of a list, a Machine each, as a list of instances tells
// of them: ids, names, places, types and their sizes, charges, times, states, addresses, security
// groups and tags are kept. Made up are image, key pair, disks, bandwidth, VPC and vSwitch, what
// happens when a subscription ends, one protected hour of a spot instance, and which public address
// is an elastic one; a type whose sizes differ from one record to the next has those of the first,
// and of several locks the first is kept. Types, sizes and zones that the catalogue lacks are those
// of the list. Prices are the simulator's: whose limit is below them is taken back.
//
// # State
//
// Cloud.Save writes all there is as JSON, and Load goes on from there: the fleet
// and what is under way in it, tokens, nonces, faults, money, numbers of what comes
// next. Virtual time stands still in between, wall time does not. Counts of
// Stats begin anew. A state says what it was begun with (Cloud.Origin).
//
// # Control
//
// Paths under /_sim/ are no part of ECS. They are unsigned, in JSON, and answer loopback addresses
// and in-process pipes only: GET stats, POST stats/reset, GET clock, POST clock {"advance":"90s"},
// GET balance, POST balance {"balance":-0.01} in CNY, POST and DELETE faults, POST scenario
// {"name":"spot-storm","region":""}, GET, POST and DELETE throttle
// {"*":"1000/60(s)","StartInstances":"20/60(s)","retry_after":true,"limit_header":true}, POST
// key {"for":"15m"}, POST lock {"instance":"i-…","reason":"security"} or "financial" or "", POST vswitch {"id":"vsw-…","free":2}
// to leave it no more addresses, POST save (Config.OnSave).
package ecssim
