package compute

import (
	"slices"
	"strconv"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// maxKeyPaired is how many instances one call attaches a key pair to.
const maxKeyPaired = 50

// AttachKeyPairReply is the answer of AttachKeyPair.
type AttachKeyPairReply struct {
	rpc.Reply
	KeyPairName           string
	TotalCount, FailCount string
	Results               struct{ Result []AttachKeyPairResult }
}

// AttachKeyPairResult is what became of one instance; Code is "200" or that of an error.
type AttachKeyPairResult struct{ InstanceId, Success, Code, Message string }

// Errors of attaching a key pair, and of one of its instances.
var (
	errAttachedKeyPair = rpc.NewError(404, "InvalidKeyPair.NotFound", "The specified key pair does not exist.")
	errUnknownInstance = rpc.NewError(404, "InvalidInstance.NotFound", "The specified instance does not exist.")
	errWindowsResult   = rpc.NewError(403, "OperationDenied", "Key pairs are not supported by Windows instances.")
)

var _ = Actions.Add("AttachKeyPair", world.InRegion(attachKeyPair), `
	MissingParameter InvalidParameter InvalidKeyPair.NotFound`)

// attachKeyPair gives each of some instances a key pair, in place of the one that it has.
func attachKeyPair(r *world.Region, call *world.Call) (rpc.Answer, error) {
	name := call.Params["KeyPairName"]
	if name == "" {
		return nil, rpc.Missing("KeyPairName")
	}
	ids, given, err := call.Params.JSONList("InstanceIds")
	switch {
	case err != nil:
		return nil, err
	case !given:
		return nil, rpc.Missing("InstanceIds")
	case len(ids) == 0 || len(ids) > maxKeyPaired:
		return nil, rpc.BadParameter("InstanceIds")
	case !slices.Contains(world.KeyPairs, name):
		return nil, errAttachedKeyPair
	}
	r.Lock(call.Now)
	defer r.Unlock()
	out := &AttachKeyPairReply{KeyPairName: name}
	failed := 0
	for n, id := range ids {
		if slices.Contains(ids[:n], id) {
			continue
		}
		result := AttachKeyPairResult{InstanceId: id, Success: "true", Code: "200", Message: "successful"}
		if e := attachTo(r.ByID[id], name); e != nil {
			result.Success, result.Code, result.Message = "false", e.Code, e.Message
			failed++
		}
		out.Results.Result = append(out.Results.Result, result)
	}
	out.TotalCount, out.FailCount = strconv.Itoa(len(out.Results.Result)), strconv.Itoa(failed)
	return out, nil
}

// attachTo gives an instance a key pair, or says why not.
func attachTo(i *world.Instance, name string) *rpc.Error {
	switch {
	case i == nil:
		return errUnknownInstance
	case i.Image.OSType == "windows":
		return errWindowsResult
	case i.Lock == world.LockFinancial:
		return errInstanceArrears
	case i.Lock != "":
		return errInstanceLocked
	case i.Status != world.Running && i.Status != world.Stopped:
		return errInstanceStatus
	}
	i.KeyPair = name
	return nil
}
