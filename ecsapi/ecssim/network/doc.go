// Package network carries out the actions on private networks, security groups and
// key pairs.
package network
