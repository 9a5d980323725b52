// Package rounds measures ways to do the same in turns, so that a machine which is busy
// with other things slows all of them alike, and compares their medians.
//
//	medians, err := rounds.Measure(7, ours, theirs)
package rounds

import (
	"slices"
	"time"
)

// Measure runs each way once to warm it, and then in turns; a way gets the number of the
// round, -1 for the warming. It returns the median of each.
func Measure(n int, ways ...func(round int) (time.Duration, error)) ([]time.Duration, error) {
	took := make([][]time.Duration, len(ways))
	for round := -1; round < n; round++ {
		for i, way := range ways {
			d, err := way(round)
			if err != nil {
				return nil, err
			}
			if round >= 0 {
				took[i] = append(took[i], d)
			}
		}
	}
	medians := make([]time.Duration, len(ways))
	for i, all := range took {
		slices.Sort(all)
		medians[i] = all[len(all)/2]
	}
	return medians, nil
}
