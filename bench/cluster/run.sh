#!/usr/bin/env bash
# Grain calls and a swarm's throughput on the wall clock, from one source: the embedded host, one silo of Orleans, and three silos in three processes.
# Usage: bench/cluster/run.sh [ROUNDS]        (3 rounds in turns; prints a table of medians, then the ratios)
# A swarm's MB/s are payload of all leechers together, of content that is simulated (a block is its length and a tag) or that has bytes, which then cross
# between processes and are verified. No link limits it, only processors: on a busy machine the processor time is the fairer figure of the two.
# Processor time is that of all processes of a planet together. Ratios are embedded to one silo; three silos have no counterpart there.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd); rounds=${1:-3}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
bench() { local host=$1; shift; "$root/artifacts/$host/bin/NetMesh.Bench/release/NetMesh.Bench" "$@"; }

dotnet build "$root/bench/NetMesh.Bench" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
systems=(embedded)
if dotnet restore "$root/bench/NetMesh.Bench" -p:GrainHost=Orleans -v q >"$work/restore" 2>&1; then
  dotnet build "$root/bench/NetMesh.Bench" --no-restore -c Release -p:GrainHost=Orleans -p:RunAnalyzers=false -v q -clp:NoSummary >&2
  systems+=(silo silos)
else
  echo "Orleans' packages cannot be restored here: the embedded host is measured alone"
fi

run() { # system bench [options]
  local system=$1 name=$2; shift 2
  case $system in
    embedded) bench Embedded "$name" "$@" ;;
    silo) bench Orleans "$name" "$@" ;;
    silos) bench Orleans "$name" --silos 3 "$@" ;;
  esac | awk -v out="$work/$system" '$1 == "figure" {print $3 >> (out "." $2)}'
}
loads=()
for ((round = 0; round < rounds; round++)); do
  loads+=("$(cut -d' ' -f1 /proc/loadavg)")
  for system in "${systems[@]}"; do run "$system" cluster-calls; done
  for system in "${systems[@]}"; do run "$system" cluster-swarm --pieces 1000; done
  for system in "${systems[@]}"; do run "$system" cluster-swarm --pieces 200 --content bytes; done
done
loads+=("$(cut -d' ' -f1 /proc/loadavg)")

median() { [ -f "$work/$1" ] && sort -g "$work/$1" | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
figures=(
  "calls-1-per-s|grain calls, 1 caller|calls/s" "calls-1-cpu-us|... processor time|us/call"
  "calls-64-per-s|grain calls, 64 callers|calls/s" "calls-64-cpu-us|... processor time|us/call"
  "grain-to-grain-1-per-s|calls from grain to grain, 1 caller|calls/s" "grain-to-grain-1-cpu-us|... processor time|us/call"
  "grain-to-grain-64-per-s|calls from grain to grain, 64 callers|calls/s" "grain-to-grain-64-cpu-us|... processor time|us/call"
  "swarm-seconds|swarm of 30, simulated content|s" "swarm-MB-per-s|... payload|MB/s" "swarm-blocks-per-s|... blocks|blocks/s"
  "swarm-cpu-s-per-GB|... processor time|s/GB" "swarm-cores|... of it at a time|cores"
  "bytes-seconds|swarm of 30, content with bytes|s" "bytes-MB-per-s|... payload|MB/s" "bytes-blocks-per-s|... blocks|blocks/s"
  "bytes-cpu-s-per-GB|... processor time|s/GB" "bytes-cores|... of it at a time|cores"
)
echo "$(nproc) cores, load before and after the rounds: ${loads[*]}"
printf '%-40s %-8s %12s %12s %12s\n' "" "" embedded "one silo" "three silos"
for figure in "${figures[@]}"; do
  IFS='|' read -r key title unit <<< "$figure"
  printf '%-40s %-8s %12s %12s %12s\n' "$title" "$unit" "$(median "embedded.$key")" "$(median "silo.$key" || echo -)" "$(median "silos.$key" || echo -)"
done

ratio() { # key title scale unit: a row as everywhere; the ratio is above 1 where NetMesh is ahead
  local netmesh peer; netmesh=$(median "embedded.$1"); peer=$(median "silo.$1") || return 0
  awk -v k="$1" -v t="$2" -v n="$netmesh" -v p="$peer" -v s="$3" -v u="$4" \
    'BEGIN {printf "%s: netmesh %.4g %s, peer %.4g %s, ratio %.2f\n", t, n / s, u, p / s, u, k ~ /cpu/ ? p / n : n / p}'
}
for callers in "1 1 caller" "64 64 callers"; do
  n=${callers%% *} who=${callers#* }
  ratio "calls-$n-per-s" "grain calls in one process, $who" 1e6 "M/s"
  ratio "calls-$n-cpu-us" "grain calls in one process, $who, processor time" 1 "us"
  ratio "grain-to-grain-$n-per-s" "grain calls in one process, from grain to grain, $who" 1e6 "M/s"
  ratio "grain-to-grain-$n-cpu-us" "grain calls in one process, from grain to grain, $who, processor time" 1 "us"
done
for kind in "swarm simulated content" "bytes content with bytes"; do
  ratio "${kind%% *}-MB-per-s" "swarm in one process, ${kind#* }" 1 MB/s
  ratio "${kind%% *}-cpu-s-per-GB" "swarm in one process, ${kind#* }, processor time" 1 s/GB
done
