// Memory without the race detector.

//go:build !race

package local_test

// memoryFactor is how much more memory a program takes with the race detector.
const memoryFactor = 1
