package conformance

import (
	"maps"
	"testing"

	"ecsdeck/ecsapi/ecssim"
)

// odd are texts that break those who encode, sign or parse carelessly.
var odd = []string{
	"two words", " at both ends ", "a+b", "a&b=c", "50%", "100%25", "*", "~tilde~", "(!)", "a/b?c#d;e,f:g@h$",
	`"double" 'single' back\slash`, "<tag>&amp;</tag>", "]]>", "负责人", "🚀👩‍👩‍👧‍👦", "Zoë", "first\nsecond\tthird", "first\r\nsecond",
	"null", "[1]",
}

// Tags, names and descriptions come back as they were given, blank ones too.
func foreignOddCharacters(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	id := a.model().InstanceId
	c := a.by(p)
	c.call("UntagResources", with{"RegionId": hangzhou, "ResourceType": "instance", "ResourceId": []string{id}, "All": true})

	tags := map[string]string{}
	var give []with
	for n, key := range odd {
		value := odd[(n+1)%len(odd)]
		if n == 3 {
			value = ""
		}
		tags[key] = value
		give = append(give, with{"Key": key, "Value": value})
	}
	c.call("TagResources", with{"RegionId": hangzhou, "ResourceType": "instance", "ResourceId": []string{id}, "Tag": give})
	there := map[string]string{}
	for _, tag := range a.instance(id).Tags.Tag {
		there[tag.TagKey] = tag.TagValue
	}
	if !maps.Equal(there, tags) {
		t.Errorf("the instance has\n%q\nof\n%q", there, tags)
	}

	read := func() seen {
		s := c.call("DescribeInstances", with{"RegionId": hangzhou, "InstanceIds": `["` + id + `"]`})
		return s.one(t, "InstanceId", id, "Instances", "Instance")
	}
	back := map[string]string{}
	for _, tag := range read().all("Tags", "Tag") {
		back[tag.text("TagKey")] = tag.text("TagValue")
	}
	if !maps.Equal(back, tags) {
		t.Errorf("the client read\n%q\nof\n%q", back, tags)
	}
	for _, pair := range give {
		s := c.call("DescribeInstances", with{"RegionId": hangzhou, "Tag": []with{pair}})
		same(t, pair["Key"].(string), s.texts("Instances", "Instance", "InstanceId"), []string{id})
	}

	const name = "数据库:web_01.a-b"
	for _, text := range odd {
		if len([]rune(text)) < 2 {
			continue // a description has two characters at least
		}
		c.call("ModifyInstanceAttribute", with{"InstanceId": id, "InstanceName": name, "Description": text})
		i, s := a.instance(id), read()
		same(t, "description", []string{i.Description, s.text("Description")}, []string{text, text})
		same(t, "name", []string{i.InstanceName, s.text("InstanceName")}, []string{name, name})
	}
}

// Names that break programs are passed on as they are.
func foreignHostileNames(t *testing.T, p *program, client foreignClient) {
	a := open(t, ecssim.Config{Instances: 250, Regions: 1})
	if err := a.cloud.Play(ecssim.Story{Name: ecssim.HostileNames}); err != nil {
		t.Fatal(err)
	}
	of := func(text string) string {
		if client.text != nil {
			return client.text(text)
		}
		return text
	}
	c := a.by(p)
	all := a.everything()
	for number := 1; number <= 3; number++ {
		s := c.call("DescribeInstances", with{"RegionId": hangzhou, "PageNumber": number, "PageSize": 100})
		for n, i := range s.all("Instances", "Instance") {
			is := all[(number-1)*100+n]
			var got, want []string
			for _, tag := range i.all("Tags", "Tag") {
				got = append(got, tag.text("TagKey"), tag.text("TagValue"))
			}
			for _, tag := range is.Tags.Tag {
				want = append(want, of(tag.TagKey), of(tag.TagValue))
			}
			same(t, "tags", got, want)
			same(t, "name", []string{i.text("InstanceName"), i.text("Description")}, []string{of(is.InstanceName), of(is.Description)})
		}
	}
}
