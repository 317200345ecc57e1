#!/usr/bin/env bash
# What the dashboard's live feed costs: a planet of 10,000 hosts with a swarm at work, looked at by nobody, by one and by ten (half of them at the planet, half at the swarm).
# Usage: bench/dashboard/run.sh [PEERS] [ROUNDS] [SECONDS]      (200 leechers, 3 rounds in turns, 10 s each; prints medians)
# Processor time is the planet's whole process, in per cent of one core; what the viewers themselves use is not in it.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd); peers=${1:-200}; rounds=${2:-3}; seconds=${3:-10}
dotnet build "$root/src/NetMesh" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
work=$(mktemp -d); started=()
finish() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

regions=""; n=16
for at in 39,-77 53,-6 19,73 46,-121 33,-97 -24,-47 50,9 59,18 -34,18 36,140 1,104 -34,151; do regions+="  r$n: { at: [${at/,/, }], prefix: 127.$n.0.0/16 }"$'\n'; n=$((n + 1)); done
cat > "$work/world.yaml" << EOF
name: ten-thousand
seed: 1
home: r16
regions:
${regions}access: { home: { up: 2 Mb/s, down: 20 Mb/s, latency: 10 ms } }
hosts:
  tracker: { region: r16, address: 127.16.0.9, access: home, runs: tracker }
  home:    { region: all, access: home, count: 834 }
swarms:
  seen: { content: 96 MiB, piece: 256 KiB, tracker: tracker, seeds: { count: 4, on: home }, leechers: { count: $peers, on: home } }
EOF
control=$(/usr/bin/python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
dotnet "$root/artifacts/Embedded/bin/NetMesh/release/netmesh.dll" up --world "$work/world.yaml" --data "$work/data" --port-offset $((20000 + RANDOM % 20000)) \
  --control-port "$control" > "$work/up" 2>&1 & planet=$!; started+=("$planet")
until grep -q '^ready' "$work/up"; do kill -0 "$planet" || { cat "$work/up" >&2; exit 1; }; sleep 0.2; done
api=http://127.0.0.1:$control/api

# Until the swarm is at work: every second peer has something to give.
until [ "$(curl -s "$api/swarms/seen/unchokes" | grep -o '"regular"\|"optimistic"' | wc -l)" -ge 30 ]; do sleep 1; done
ticks() { awk '{print $14 + $15}' "/proc/$planet/stat"; }
hertz=$(getconf CLK_TCK)
look() { # how many look, for how long: the planet's share of a core
  local viewers=() before after i began ended
  for ((i = 0; i < $1; i++)); do
    case $((i % 2)) in
      0) exec curl -sN "$api/live" > "$work/live.$i" ;;
      1) exec curl -sN "$api/swarms/seen/live" > "$work/swarm.$i" ;;
    esac &
    viewers+=("$!"); started+=("$!")
  done
  before=$(ticks); began=$(date +%s.%N); sleep "$2"; after=$(ticks); ended=$(date +%s.%N)
  ((${#viewers[@]})) && { kill "${viewers[@]}"; wait "${viewers[@]}" 2>/dev/null || true; }
  awk -v t=$((after - before)) -v hz="$hertz" -v a="$began" -v b="$ended" 'BEGIN {printf "%.2f\n", 100 * t / hz / (b - a)}'
}
median() { sort -n "$1" | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
bytes() { grep -h '^data: ' "$work/$1".* | grep -v '"infoHash"' | LC_ALL=C awk '{n++; s+=length($0)} END {printf "%d", s/n}'; }

for ((round = 0; round < rounds; round++)); do
  for viewers in 0 1 10; do look "$viewers" "$seconds" >> "$work/cpu.$viewers"; done
done
none=$(median "$work/cpu.0"); one=$(median "$work/cpu.1"); ten=$(median "$work/cpu.10")
hosts=$(curl -s "$api/hosts" | grep -o '"address"' | wc -l)
look=$(curl -s "http://127.0.0.1:$control/metrics" | awk '/^netmesh_dashboard_look_seconds_sum/ {s=$2} /^netmesh_dashboard_look_seconds_count/ {n=$2} END {printf "%.2f", 1000 * s / n}')
echo "dashboard: $hosts hosts, $((peers + 4)) peers at work: $(bytes live) bytes an event of the planet, $(bytes swarm) of the swarm (384 pieces); a look takes $look ms;" \
  "$none % of a core with no viewer, $one % with 1, $ten % with 10"
