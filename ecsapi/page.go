package ecsapi

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"sync"
	"unsafe"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"

	"ecsdeck/ecsapi/internal/gunzip"
)

// pageBody is the body of an answer of DescribeInstances, which the SDK finds empty.
// Hundreds of them may be on their way at once.
type pageBody struct {
	wire   bytes.Buffer
	packed bool
}

var pageBodies = sync.Pool{New: func() any { return new(pageBody) }}

// newPageBody is an empty one. It is to be released.
func newPageBody() *pageBody {
	b := pageBodies.Get().(*pageBody)
	b.wire.Reset()
	b.packed = false
	return b
}

// maxKept is the largest memory that is kept for the next body; a usual page is a quarter
// of a megabyte, and a tenth of that packed.
const maxKept = 1 << 20

func (b *pageBody) release() {
	if b.wire.Cap() <= maxKept {
		pageBodies.Put(b)
	}
}

// pageDecoder makes instances of the body of an answer of DescribeInstances. It keeps its
// memory for the next, and the texts that rows share.
type pageDecoder struct {
	text bytes.Buffer // unpacked
	instanceScanner
	interner
}

// newPageDecoders makes the decoders of a client, one for each processor: what they take
// must not grow with the number of answers that come at once.
func newPageDecoders() chan *pageDecoder {
	all := make(chan *pageDecoder, runtime.GOMAXPROCS(0))
	for range cap(all) {
		all <- new(pageDecoder)
	}
	return all
}

// decode fills the answer from the body, which err prevented if it is not nil.
func (c *Client) decodePage(region RegionID, a *instancesAnswer, t *transport, err error) error {
	d := <-c.decoders
	defer func() {
		if d.text.Cap() > maxKept || cap(d.rows) > maxKept/1024 {
			d = new(pageDecoder)
		}
		c.decoders <- d
	}()
	return d.decode(region, a, t, err)
}

func (d *pageDecoder) decode(region RegionID, a *instancesAnswer, t *transport, err error) error {
	var body []byte
	if err == nil {
		body, err = d.unpack(t)
	}
	if err == nil && len(body) > 0 && !d.instances(unsafe.String(&body[0], len(body)), a) {
		*a = instancesAnswer{}
		answer := &http.Response{StatusCode: t.status, Header: t.header, Body: io.NopCloser(bytes.NewReader(body))}
		err = responses.Unmarshal(a, answer, "JSON")
	}
	if err != nil && !a.repair(err, a.GetHttpContentBytes()) {
		return err
	}
	a.came, a.listed = len(a.Instances.Instance), a.Instances.Instance != nil
	a.made = d.instancesOf(region, a.Instances.Instance)
	a.Instances.Instance = nil // its texts are the body's
	return nil
}

// unpack returns the text of the body.
func (d *pageDecoder) unpack(t *transport) ([]byte, error) {
	wire := t.page.wire.Bytes()
	if !t.page.packed {
		return wire, t.text(wire)
	}
	d.text.Reset()
	in := gunzip.New(io.NopCloser(bytes.NewReader(wire)))
	defer in.Close()
	_, err := d.text.ReadFrom(&limitedBody{in, t})
	return d.text.Bytes(), err
}
