#!/usr/bin/env bash
# Announces over UDP (BEP 15) to a tracker with 10,000 torrents of 100 peers each: NetMesh, unshaped, beside opentracker, one load program for both.
# Usage: bench/tracker/run.sh [ROUNDS] [ANNOUNCES]        (5 rounds of 200,000 in turns; prints medians and ratios)
# The load program is the bottleneck on two cores: the ratio of processor time an announce, user and system of the server's process, is the one that counts.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
rounds=${1:-5}; announces=${2:-200000}
if ! command -v opentracker >/dev/null; then
  { apt-get update -q && apt-get install -y -q --no-install-recommends opentracker; } >/dev/null
fi
dotnet build "$root/src/NetMesh" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
dotnet build "$root/bench/NetMesh.Bench" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
netmesh=(dotnet "$root/artifacts/Embedded/bin/NetMesh/release/netmesh.dll")
load=("$root/artifacts/Embedded/bin/NetMesh.Bench/release/NetMesh.Bench" announce-load)

work=$(mktemp -d); chmod 755 "$work"; started=()
finish() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

# Debian's build of opentracker serves listed torrents only, and goes to another user with this folder as its root.
"${load[@]}" --list > "$work/torrents"
offset=$((20000 + RANDOM % 20000)); peer_port=$((offset + 1))
opentracker -i 127.16.0.9 -p "$peer_port" -P "$peer_port" -d "$work" -w torrents >/dev/null & peer=$!; started+=("$peer")

"${netmesh[@]}" up --world "$here/../bittorrent/world.yaml" --data "$work/data" --no-shaping --port-offset "$offset" --control-port $((offset + 2)) \
  > "$work/planet" & planet=$!; started+=("$planet")
until grep -qx ready "$work/planet"; do kill -0 "$planet" && sleep 0.2; done

to_netmesh=(--to "127.16.0.9:$((offset + 6969))" --pid "$planet"); to_peer=(--to "127.16.0.9:$peer_port" --pid "$peer")
"${load[@]}" "${to_peer[@]}" --warm only
"${load[@]}" "${to_netmesh[@]}" --warm only
for ((round = 0; round < rounds; round++)); do
  "${load[@]}" "${to_peer[@]}" --warm done --announces "$announces" >> "$work/peer"
  "${load[@]}" "${to_netmesh[@]}" --warm done --announces "$announces" >> "$work/netmesh"
done

median() { cut -d' ' -f"$2" "$work/$1" | sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
awk -v n="$(median netmesh 1)" -v p="$(median peer 1)" 'BEGIN {printf "udp tracker announces: netmesh %.0f/s, peer %.0f/s, ratio %.2f\n", n, p, n/p}'
awk -v n="$(median netmesh 2)" -v p="$(median peer 2)" \
  'BEGIN {printf "udp tracker processor time an announce: netmesh %.2f us, peer %.2f us, ratio %.2f\n", n, p, p/n}'
awk -v n="$(median netmesh 3)" -v p="$(median peer 3)" 'BEGIN {printf "  peers an answer: netmesh %.1f, peer %.1f\n", n, p}'
