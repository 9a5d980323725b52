// Command token stands for the login page that an application has: it makes the
// pair of keys, and tokens.
//
//	go run ./token                  # prints a pair of keys as shell variables
//	go run ./token anna             # prints a token for anna, with CHAT_PRIVATE_KEY
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/gatehouse-go/gatehouse/examples/chat/internal/token"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		public, private, err := ed25519.GenerateKey(nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("export CHAT_PUBLIC_KEY=%s\nexport CHAT_PRIVATE_KEY=%s\n",
			base64.StdEncoding.EncodeToString(public), base64.StdEncoding.EncodeToString(private.Seed()))
		return
	}
	seed, err := base64.StdEncoding.DecodeString(os.Getenv("CHAT_PRIVATE_KEY"))
	if err != nil || len(seed) != ed25519.SeedSize {
		log.Fatal("CHAT_PRIVATE_KEY holds no key: make one with go run ./token")
	}
	text, err := token.Make(ed25519.NewKeyFromSeed(seed), os.Args[1], time.Now())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(text)
}
