package world

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"ecsdeck/ecsapi/ecssim/hash"
)

// How an instance is paid for.
const (
	hourly = iota
	prepaid
	spot
)

// role is a kind of work machines do: it decides how they are called, tagged
// and sized, so that a fleet hangs together the way real ones do.
type role struct {
	name      string // with one %d or %s, or none
	app, team string
	families  string // space-separated, without "ecs."
	maxCPU    int
	windows   bool
	weight    [3]int // by way of paying
}

const (
	general = "g7 g8i g6 g7a u1 g8y"
	compute = "c7 c8i c6 hfc7 c8a c6a"
	memory  = "r7 r8i r6 r8y"
	small   = "e u1 t6 s6 n4"
)

var roles = []role{
	// A third of the fleet has Chinese names.
	{"订单服务-%02d", "order", "交易", general, 16, false, [3]int{9, 10, 0}},
	{"支付网关-%02d", "payment", "支付", compute, 16, false, [3]int{5, 12, 0}},
	{"用户中心-%02d", "account", "会员", general, 8, false, [3]int{7, 6, 0}},
	{"库存服务-%02d", "stock", "供应链", general, 8, false, [3]int{5, 5, 0}},
	{"物流调度-%02d", "logistics", "供应链", compute, 16, false, [3]int{5, 4, 0}},
	{"商品搜索-%02d", "search", "搜索推荐", memory, 32, false, [3]int{5, 6, 0}},
	{"风控引擎-%02d", "risk", "风控", "g7 hfg7 g8i", 32, false, [3]int{3, 5, 0}},
	{"消息推送-%03d", "push", "平台", compute, 8, false, [3]int{6, 2, 0}},
	{"营销活动页-%02d", "campaign", "市场", small, 4, false, [3]int{5, 0, 2}},
	{"离线报表-%03d", "report", "数据平台", compute, 32, false, [3]int{0, 0, 16}},
	{"视频转码-%03d", "transcode", "多媒体", "c7 hfc7 c8i c8y", 32, false, [3]int{0, 0, 14}},
	{"模型训练-%02d", "train", "算法", "gn6i gn7i gn6v", 32, false, [3]int{1, 1, 4}},
	{"数据库主库-%02d", "db", "DBA", memory, 64, false, [3]int{1, 6, 0}},
	{"财务系统-%02d", "finance", "财务", "g6 g7", 8, true, [3]int{1, 4, 0}},
	{"测试环境-%s", "qa", "测试", small, 4, false, [3]int{6, 0, 0}},

	{"web-%04d", "web", "frontend", general, 8, false, [3]int{28, 12, 6}},
	{"api-%03d", "api", "platform", compute, 16, false, [3]int{18, 12, 2}},
	{"k8s-node-%s", "k8s", "platform", general, 32, false, [3]int{20, 8, 12}},
	{"worker-%03d", "worker", "platform", compute, 16, false, [3]int{12, 4, 8}},
	{"batch-spot-%03d", "batch", "data", compute, 64, false, [3]int{0, 0, 24}},
	{"ci-runner-%02d", "ci", "devtools", compute, 16, false, [3]int{2, 0, 8}},
	{"db-main-%02d", "db", "dba", memory, 64, false, [3]int{1, 7, 0}},
	{"db-replica-%02d", "db", "dba", memory, 64, false, [3]int{2, 8, 0}},
	{"redis-%02d", "redis", "dba", memory, 16, false, [3]int{3, 6, 0}},
	{"kafka-%02d", "kafka", "data", "i3 g7 r7", 16, false, [3]int{2, 5, 0}},
	{"es-data-%02d", "elasticsearch", "data", "i3 r7 r6", 32, false, [3]int{2, 5, 0}},
	{"hdfs-datanode-%02d", "hdfs", "data", "d2s i3", 20, false, [3]int{0, 3, 0}},
	{"gpu-infer-%02d", "inference", "ml", "gn6i gn7i vgn6i", 16, false, [3]int{2, 1, 3}},
	{"prometheus-%s", "monitoring", "sre", "r7 g7", 8, false, [3]int{2, 1, 0}},
	{"bastion-%s", "bastion", "sre", small, 2, false, [3]int{2, 1, 0}},
	{"win-ad-%02d", "ad", "it", "g6 g7", 8, true, [3]int{1, 2, 0}},
	{"dev-%s", "sandbox", "devtools", small, 8, false, [3]int{10, 0, 3}},
	{"legacy-erp-migrated-from-idc-shanghai-rack-%02d-keep-until-audit", "erp", "it", "sn2ne g5 n4", 8, false, [3]int{1, 2, 0}},
}

// drawRole picks a role for a way of paying.
func drawRole(rng *rand.Rand, pay int) *role {
	total := 0
	for i := range roles {
		total += roles[i].weight[pay]
	}
	n := rng.IntN(total)
	for i := range roles {
		if n -= roles[i].weight[pay]; n < 0 {
			return &roles[i]
		}
	}
	return nil // not reached: the weights add up to total
}

// call is the name of the n-th instance of the role in a region.
func (r *role) call(rng *rand.Rand, n int) string {
	switch {
	case strings.Contains(r.name, "%s"):
		return fmt.Sprintf(r.name, Letters(rng, 5))
	case strings.Contains(r.name, "%"):
		return fmt.Sprintf(r.name, n)
	}
	return r.name
}

// Letters is a random suffix of n characters as ids have them.
func Letters(rng *rand.Rand, n int) string {
	b := make([]byte, n)
	var v uint64
	for i := range b {
		if i%12 == 0 {
			v = rng.Uint64()
		}
		b[i] = hash.Alphabet[v%36]
		v /= 36
	}
	return string(b)
}
