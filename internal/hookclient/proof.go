package hookclient

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// The headers in which a hook challenges a server, and the server answers.
const (
	Challenge = "X-Htmlgraph-Challenge"
	Proof     = "X-Htmlgraph-Proof"
)

// errUnproven says that the program at a published address did not prove that it is the user's server.
var errUnproven = errors.New("the program at the published address does not prove that it is the server of the user")

// verify checks that the program at an address is the user's server for a database. It sends neither a payload nor a token.
func (h Hook) verify(ctx context.Context, client *http.Client, address Address) error {
	secret, err := ReadSecret(h.State)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnproven, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.URL+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnproven, err)
	}
	challenge := rand.Text()
	request.Header.Set(Challenge, challenge)
	response, err := client.Do(request)
	if err != nil {
		return transportError(err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16)) //nolint:errcheck // only the header counts
	if !hmac.Equal([]byte(response.Header.Get(Proof)), []byte(secret.Proof(challenge, address.URL, h.DB))) {
		return errUnproven
	}
	return nil
}
