// Package wiretest holds no code, only tests: what ecsapi sends is, byte for
// byte, what the typed clients of Alibaba's SDK for Go send. They live apart from
// package ecsapi so that its tests are built without those clients, which take
// half a minute to compile.
package wiretest
