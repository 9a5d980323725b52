// The app in TypeScript of internal/serve/assembly/testdata/foreign, served.

package local_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/gatehouse-go/gatehouse/local"
)

func TestForeignAppServes(t *testing.T) {
	needs(t, "node")
	needs(t, "python3")
	project := t.TempDir()
	put(t, project, map[string]string{
		"node_modules/@aws-sdk/client-s3/package.json": `{"name": "@aws-sdk/client-s3", "main": "index.js"}`,
		"node_modules/@aws-sdk/client-s3/index.js":     `exports.S3Client = class {};`,
	})
	log := &logbook{}
	srv, err := local.Start(t.Context(), local.Config{
		Assembly: "../internal/serve/assembly/testdata/foreign.out", Project: project, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	for function, want := range map[string]string{
		"Sdk/Inline": `"x"`, "Sdk/Module": `"function"`, "Older/Asset": `"function"`, "Older/Nested/Asset": `"function"`,
		"Layers/Node": `["below","below"]`, "Layers/Python": `"below"`, "Layers/Observed": `"observed"`, // the last layer wins
		"Docker/Bundled": "docker does not run on this machine", "Layers/Foreign": "is not in this app", "Guesses/OnFiles": "/mnt/files",
		"Guesses/Looked": `"VPC":"vpc-12345"`, "Values/Known": `"PARAMETER":"from ssm"`, "Values/Secret": "password::}}",
	} {
		if got := invoke(t, srv, function); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", function, got, want)
		}
	}
	for _, want := range []string{"VPC is a dummy", "LambdaInsightsExtension", "AWS::Serverless-2016-10-31"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log has no %q:\n%s", want, log.String())
		}
	}
	// One API calls the other, and an alias is seen as it is in AWS.
	outer := srv.URL("Calls/Outer")
	get(t, outer+"/call").want(t, 200, "")
	if r := get(t, outer+"/call"); !strings.Contains(r.body, `"inner says hello","$LATEST","arn:aws:lambda:eu-central-1:111122223333:function:Calls-`) || strings.Contains(r.body, ":live") {
		t.Errorf("call: %s", r.body)
	}
	if r := get(t, outer+"/live"); !strings.Contains(r.body, `"inner says hello","1",`) || !strings.Contains(r.body, `:live"`) {
		t.Errorf("by its alias: %s", r.body)
	}
	if r := get(t, outer+"/nowhere"); r.StatusCode != 501 || !strings.Contains(r.body, "it has no target") {
		t.Errorf("a route without target: %d %s", r.StatusCode, r.body)
	}
}

// Of the layers and archives of the bad kind only what they are part of suffers.
func TestLayersThatCannotBeUnpacked(t *testing.T) {
	needs(t, "node")
	app := template(nil, nil, object{
		"Good":    inline("nodejs22.x", `exports.handler = async () => "good"`, nil),
		"Layered": inline("nodejs22.x", `exports.handler = async () => "never"`, object{"Layers": list{ref("Layer")}}),
		"Layer":   object{"Type": "AWS::Lambda::LayerVersion", "Properties": object{"Content": object{"S3Key": "code.zip"}}},
	})
	dir := write(t, app)
	put(t, dir, map[string]string{
		"broken.zip":    "not an archive",
		"S.assets.json": `{"files": {"code": {"source": {"path": "broken.zip"}, "destinations": {"d": {"objectKey": "code.zip"}}}}}`,
	})
	log := &logbook{}
	srv, err := local.Start(t.Context(), local.Config{Assembly: dir, Log: slog.New(slog.NewTextHandler(log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	if got := invoke(t, srv, "S/Good"); got != `"good"` {
		t.Errorf("good: %s", got)
	}
	if got := invoke(t, srv, "S/Layered"); !strings.Contains(got, "its layer S/Layer: zip: not a valid zip file") {
		t.Errorf("layered: %s", got)
	}
}
