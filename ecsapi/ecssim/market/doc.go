// Package market is what things cost and how many there are: prices of instance types,
// disks and bandwidth, spot prices and stock. All of it is a function of the seed,
// the place and the time; nothing is remembered here.
package market
