// Package conformance holds no code, only tests: clients that nobody here wrote talk to the
// simulated endpoint. They are Alibaba's SDK for Go and, where they are installed, clients in other
// languages, whose programs are in testdata. They live apart from package ecssim so that its fuzz
// targets are built without the SDK, which takes a minute to compile.
package conformance
