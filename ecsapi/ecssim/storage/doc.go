// Package storage carries out the actions on disks and snapshots.
package storage
