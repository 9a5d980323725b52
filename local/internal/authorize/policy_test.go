// Policies of Lambda authorizers that are too large.

package authorize

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPolicyThatIsTooLargeIsAnError(t *testing.T) {
	text, err := json.Marshal(map[string]any{"Statement": map[string]any{
		"Effect": "Allow", "Action": "*", "Resource": strings.Repeat("*", 4<<20),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parsePolicy(text); err == nil {
		t.Error("no error")
	}
}
