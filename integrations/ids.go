// What targets are called, of which the ids of constructs are made.

package integrations

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/gatehouse-go/gatehouse/internal/synth/token"
)

// stable returns a text in which tokens of the CDK, whose own text depends on
// the order of creation, are replaced by what they stand for.
func stable(scope constructs.Construct, text string) string {
	if !token.In(text) {
		return text
	}
	resolved, err := json.Marshal(awscdk.Stack_Of(scope).Resolve(text))
	if err != nil {
		return text
	}
	return string(resolved)
}

// variant is what is added to the name of a target for settings that are not
// the usual ones, so that integrations that differ have ids that differ.
func variant(scope constructs.Construct, settings ...string) string {
	text := ""
	for _, s := range settings {
		if s != "" {
			text += stable(scope, s) + "\x00"
		}
	}
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return " #" + hex.EncodeToString(sum[:4])
}
