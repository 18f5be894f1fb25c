// Package conformance holds no code, only tests: the official SDK talking to
// the simulated endpoint. They live apart from package ecssim so that its fuzz
// targets are built without the SDK, which takes a minute to compile.
package conformance
