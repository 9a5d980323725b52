// The chat's page in a real browser, twice. To copy it, bring a way to load a
// page: the helper here is the project's own.

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-go/gatehouse/internal/testing/browsertest"
)

// Two pages talk to each other. A third client sees when they are done, and only
// then do the pages finish loading.
func TestTwoPagesTalk(t *testing.T) {
	html, err := os.ReadFile("page/index.html")
	if err != nil {
		t.Fatal(err)
	}
	r := serve(t)
	done := make(chan struct{})
	// Each page connects by its own form, greets who comes, and greets once.
	const drive = `<img src="/done" hidden><script>
		const form = (id, values) => {
			for (const [name, value] of Object.entries(values)) document.querySelector('#' + id).elements[name].value = value;
			document.querySelector('#' + id).requestSubmit();
		};
		new MutationObserver(() => {
			if (document.querySelectorAll('.note').length && !window.greeted && document.body.textContent.includes(%[3]q + ' has come')) {
				window.greeted = true;
				form('say', {text: 'hello from <' + %[2]q + '>'});
			}
		}).observe(document.getElementById('log'), {childList: true});
		form('connect', {url: %[1]q, token: %[4]q, room: 'lobby'});
	</script>`
	pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/done" {
			select {
			case <-done:
			case <-req.Context().Done():
			}
			return
		}
		name := strings.TrimPrefix(req.URL.Path, "/")
		w.Header().Set("Content-Type", "text/html")
		token := strings.TrimPrefix(r.query(name, r.key, time.Now()), "?token=")
		_, _ = w.Write(html)
		fmt.Fprintf(w, drive, r.URL, name, "watcher", token)
	}))
	t.Cleanup(pages.Close)

	watcher := r.enter("watcher")
	watcher.Wait = time.Minute
	watcher.Send(`{"action":"join","room":"lobby"}`)
	want(t, watcher, `{"type":"joined","room":"lobby","name":"watcher"}`)
	var doms [2]string
	var open sync.WaitGroup
	for i, name := range []string{"anna", "ben"} {
		open.Go(func() { doms[i] = browsertest.DOM(t, pages.URL+"/"+name) })
	}
	said := map[string]bool{}
	here := map[string]bool{"watcher": true}
	for len(said) < 2 {
		var e struct{ Type, Name, Text string }
		watcher.ReceiveJSON(&e)
		switch e.Type {
		case "joined":
			if here[e.Name] = true; len(here) == 3 && e.Name != "watcher" { // all are here: the pages are asked to speak
				watcher.Send(`{"action":"join","room":"lobby"}`)
			}
		case "said":
			said[e.Name] = true
		}
	}
	time.Sleep(200 * time.Millisecond) // the pages draw what they have
	close(done)
	open.Wait()
	for i, dom := range doms {
		for _, want := range []string{"anna: hello from &lt;anna&gt;", "ben: hello from &lt;ben&gt;", "watcher has come to lobby"} {
			if !strings.Contains(dom, want) {
				t.Errorf("page %d: %q is not in\n%s", i, want, dom)
			}
		}
	}
}
