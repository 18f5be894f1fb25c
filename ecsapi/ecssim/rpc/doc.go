// Package rpc is the protocol of the API, as a server reads it: parameters, the two versions of
// signatures, keys, nonces and client tokens, limits of calls, pages, and answers and errors in
// JSON and XML. It knows no action, no resource, and imports nothing of ours.
package rpc
