// Package token finds CDK tokens in texts: values that are known only when the
// template is made, or deployed. What a token stands for can't be checked.
package token

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// In reports whether a text holds a CDK token. Most texts hold none, which is
// seen without a call of the kernel: every token in a text has "{Token[" in it.
func In(text string) bool {
	return strings.Contains(text, "{Token[") && *awscdk.Token_IsUnresolved(text)
}
