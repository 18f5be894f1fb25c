// Package ecssim is a simulated Alibaba Cloud ECS endpoint: an http.Handler.
package ecssim
