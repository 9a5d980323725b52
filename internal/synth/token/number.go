// Numbers that stand for tokens of the CDK.

package token

// Number reports whether a number stands for a CDK token. The CDK encodes them as
// numbers below all that a setting can have, near -1.9e+289.
func Number(n float64) bool { return n < -1e+280 }
