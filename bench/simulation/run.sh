#!/usr/bin/env bash
# What the virtual clock carries: timed events, network messages, and whole swarms, with the memory of a peer.
# Usage: bench/simulation/run.sh [quick|full]
#   quick (the default, about a minute): the event queue beside the framework's PriorityQueue, the network alone, swarms of 100 and 1,000 peers
#   full (half an hour): these, and 10,000 peers with 400 pieces to the end, and 100,000 peers for their first simulated seconds
#   profile: where the time of a swarm of 1,000 goes, by perf (Debian's linux-perf), exclusive of what is called
# Rates are per second of processor time and on one core; a peer's memory is measured with half of the least possible time gone.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd); what=${1:-quick}
bench=$root/artifacts/Embedded/bin/NetMesh.Bench/release/NetMesh.Bench
dotnet build "$root/bench/NetMesh.Bench" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2

case $what in
  quick | full)
    "$bench" event-queue
    "$bench" network-messages
    "$bench" swarm --peers 100 --pieces 400
    "$bench" swarm --peers 1000 --pieces 100
    ;;&
  full)
    "$bench" swarm --peers 10000 --pieces 400
    "$bench" swarm --peers 100000 --pieces 400 --for 60
    ;;
  profile)
    command -v perf >/dev/null || { apt-get update -q >&2; apt-get install -y -q linux-perf >&2; }
    work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
    # With names for compiled code; without the double mapping of its pages, which perf cannot follow.
    DOTNET_PerfMapEnabled=1 DOTNET_EnableWriteXorExecute=0 perf record -q -e cpu-clock -F 999 -o "$work/perf" "$bench" swarm --peers 1000 --pieces 100
    perf report -i "$work/perf" --stdio --percent-limit 1 --sort symbol 2>/dev/null | grep -E '^ +[0-9]' | sed -E 's/instance |valuetype |class |\[[A-Za-z.]*\]//g' | cut -c1-140
    ;;
  quick) ;;
  *) echo "usage: bench/simulation/run.sh [quick|full|profile]" >&2; exit 2 ;;
esac
