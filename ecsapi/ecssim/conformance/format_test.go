package conformance

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"ecsdeck/ecsapi/ecssim"
)

// A program that has the SDK ask for XML, or post a form instead of a query, is
// answered as it asked; so is one that is refused.
func TestFormatAndForm(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	call := func(format string, form bool) (string, error) {
		q := requests.NewCommonRequest()
		q.Product, q.Version, q.ApiName, q.Domain, q.Method = "Ecs", "2014-05-26", "DescribeInstances", a.host, requests.POST
		q.AcceptFormat = format
		if form {
			q.FormParams["InstanceName"], q.FormParams["PageSize"] = "*b c*~中+/%", "50"
		} else {
			q.QueryParams["PageSize"] = "50"
		}
		r, err := a.client().ProcessCommonRequest(q)
		if err != nil {
			return "", err
		}
		return r.GetHttpContentString(), nil
	}
	text, err := call("XML", false)
	var list struct {
		XMLName    xml.Name
		TotalCount int
		Names      []string `xml:"Instances>Instance>InstanceName"`
	}
	if err != nil || xml.Unmarshal([]byte(text), &list) != nil || list.XMLName.Local != "DescribeInstancesResponse" ||
		list.TotalCount != 60 || len(list.Names) != 50 {
		t.Errorf("%v %+v", err, list)
	}
	if text, err = call("JSON", true); err != nil || !strings.Contains(text, `"TotalCount":0`) || !strings.Contains(text, `"PageSize":50`) {
		t.Errorf("a form: %v %.200s", err, text)
	}
	a.key.Secret = "x"
	_, err = call("XML", false)
	var e *sdkerrors.ServerError
	if !errors.As(err, &e) || e.HttpStatus() != 400 || !strings.Contains(e.Message(), "<Code>SignatureDoesNotMatch</Code>") {
		t.Errorf("refused: %v", err)
	}
}
