# What is done here, by its usual names. CI runs .ci/run, which is most of it.

.PHONY: build test test-short race lint golden fuzz bench screenshots

build: # the program, as ./ecsdeck
	go build -trimpath -ldflags '-s -w' -o ecsdeck .

test:
	go test ./...

test-short: # without the long ones
	go test -short ./...

race: # needs a C compiler
	go test -race -short -timeout 40m ./...

lint:
	.ci/lint

golden: # what is on screen now becomes what tests expect; look at the difference
	UPDATE_GOLDEN=1 go test -count=1 $$(git grep -l UPDATE_GOLDEN -- '*_test.go' | xargs -n 1 dirname | sort -u | sed 's,^,./,')

fuzz: # make fuzz N=100000 for longer
	.ci/fuzz $(or $(N),5000)

bench: # the budgets, about ten minutes, then the benchmarks of packages
	go run . bench
	go test -run '^$$' -bench . ./...

screenshots: # the README's pictures
	go run ./screenshots
