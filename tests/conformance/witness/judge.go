// Judge asks torchwood what it says of a log: its head, its tiles, and a proof of each statement.
//
//	judge POLICY URL PROOF...
//
// prints a line for the log, "accepted SIZE" or "refused WHY", and one for each proof, of which the
// extra data is the entry.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	policy, err := torchwood.ParsePolicy(text)
	if err != nil {
		panic(err)
	}
	size, err := read(policy, os.Args[2])
	say(err, fmt.Sprint(size))
	for _, name := range os.Args[3:] {
		say(verify(policy, name), name)
	}
}

func say(err error, what string) {
	if err != nil {
		fmt.Printf("refused %q\n", err.Error())
		return
	}
	fmt.Println("accepted", what)
}

// read fetches the head, and by the tiles computes its root.
func read(policy torchwood.Policy, prefix string) (int64, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	answer, err := http.Get(prefix + "/checkpoint")
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	signed, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, err
	}
	head, _, err := torchwood.VerifyCheckpoint(signed, policy)
	if err != nil {
		return 0, err
	}
	fetcher, err := torchwood.NewTileFetcher(prefix)
	if err != nil {
		return 0, err
	}
	// The reader checks each tile against the root; the root of the whole tree needs all of them.
	reader := torchwood.TileHashReaderWithContext(ctx, head.Tree, fetcher)
	root, err := tlog.TreeHash(head.N, reader)
	if err != nil {
		return 0, err
	}
	if root != head.Hash {
		return 0, fmt.Errorf("the tiles lead to another root")
	}
	return head.N, nil
}

func verify(policy torchwood.Policy, name string) error {
	proof, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	entry, err := torchwood.ProofExtraData(proof)
	if err != nil {
		return err
	}
	return torchwood.VerifyProof(policy, tlog.RecordHash(entry), proof)
}
