package config

import (
	"errors"
	"os"
	"path/filepath"

	"ecsdeck/ui/atomicfile"
)

// Sample is a file of settings that sets nothing: everything that could be set
// stands there as a comment.
const Sample = `# Settings of ecsdeck. A line without the leading # is in force.
# Flags go before settings, settings before the environment.
# "ecsdeck config check" says what is wrong with this file.
#
# Logging in is not set here. The first of these that there is acts:
#   --profile NAME of ~/.aliyun/config.json, the file that "aliyun configure" writes
#   ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET, with _SECURITY_TOKEN or ALIBABA_CLOUD_ROLE_ARN
#   ALIBABA_CLOUD_ROLE_ARN, _OIDC_PROVIDER_ARN and _OIDC_TOKEN_FILE
#   the profile that ALIBABACLOUD_PROFILE, ALIBABA_CLOUD_PROFILE or ALICLOUD_PROFILE names
#   the current profile of ~/.aliyun/config.json
#   the section default of ~/.alibabacloud/credentials
#   ALIBABA_CLOUD_ECS_METADATA, the RAM role of this instance
#   ALIBABA_CLOUD_CREDENTIALS_URI
# Modes of a profile: AK, StsToken, RamRoleArn, EcsRamRole, RamRoleArnWithRoleName,
# ChainableRamRoleArn, OIDC, CredentialsURI, External, CloudSSO, OAuth. The keys and tokens
# in these files are read, and never written. "ecsdeck doctor" says who logs in how, until
# when the key is valid, and what to do where something is wrong.

# theme = "auto"        # auto asks the terminal; dark, light, high-contrast, colour-blind, terminal (its own 16 colours)
# ascii = "auto"        # true: signs as ASCII letters, for terminals that draw them too wide; auto: by the character set
# lang = "en"           # language of the screen and of messages
# mouse = true          # clicks and the wheel; with false, or M in the deck, the terminal selects text
# undo = "3s"           # how long a release, a renewal, a purchase or a forced stop can be taken back; "0s": not at all

# What is done when the cloud announces to take spot instances back. drain is a
# program and its arguments, run here for each instance when you say so, never in
# --demo. Its environment tells of the instance: ECSDECK_INSTANCE_ID, _NAME,
# _REGION, _ZONE, _TYPE, _PRIVATE_IP, _PUBLIC_IP, and ECSDECK_RECLAIM_DUE.
# [spot]
# drain = ["drain-node", "--now"]
# drain_script = "systemctl stop worker"  # a shell script, run on the instances by Cloud Assistant
# bell = true                             # ring the terminal's bell
# notify = true                           # a notification of the desktop, if the terminal can; false: none

# Keys by what they do; ? in the deck lists them all. A list may have more than one.
# [keys]
# stop = ["T"]
# filter = ["/", "f3"]

# Columns of the lists where none are chosen in the deck (f), by page: instances, renewals,
# jobs, job-instances, calls, reclaims, spot. A tag's column is tag:KEY.
# [columns]
# instances = ["name", "status", "zone", "os", "tag:env", "id"]

# Filters by name.
# [filters]
# stopped = "status:stopped !charge:monthly"

# One table for each profile of ~/.aliyun/config.json; "environment" is for keys
# from the environment, "demo" for --demo.
# [profile.prod]
# production = true                   # its dialogs look different
# read_only = true                    # nothing that changes anything is sent; no flag lifts it
# region = "cn-hangzhou"              # where commands that change work by default
# endpoints = ["ecs.example.com"]     # other hosts, by https, that its keys may be sent to
# most_calls_at_once = 1000           # of an API in a region, however many are learned to be allowed
# calls_at_once = 100                 # no more than these, whatever is learned; the cloud's own limits
# calls_per_second = 5                # … stand in its Quota Center. Half of one that it tells is never exceeded

# Beyond these the count must be typed; "none" is no ceiling. Amounts are in the
# account's currency.
# [profile.prod.limits]
# start = 100
# stop = 100                          # of reboots too
# release = 10
# create = 100
# renew = 100
# per_hour = "50.00"                  # what a creation costs from then on
# once = "5000.00"                    # what is charged at once
`

// Init writes the sample. A file that is there is kept unless force, with
// fs.ErrExist as the error.
func Init(path string, force bool) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if force {
		return atomicfile.WriteBytes(path, 0o600, []byte(Sample))
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(Sample)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
	}
	return err
}
