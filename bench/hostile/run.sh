#!/usr/bin/env bash
# A crowd of misbehaving clients beside an honest one: a planet as it comes shares a file from 20 hosts, the crowd attacks them and their tracker over real
# sockets, aria2c downloads meanwhile; then the crowd comes again. Prints whether its file is right, the planet's memory before, during and after each
# attack, how much of it lives (after a collection of the whole heap), what the last crowd met, and what was refused in all.
# Usage: bench/hostile/run.sh [CLIENTS] [SECONDS] [MEBIBYTES] [ATTACKS]        (1000 clients, 120 seconds, 64 MiB, 2 attacks)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
clients=${1:-1000}; seconds=${2:-120}; mebibytes=${3:-64}; attacks=${4:-2}
ulimit -n 65536 2>/dev/null || true
command -v aria2c >/dev/null || { apt-get update -q && apt-get install -y -q aria2; } >/dev/null
dotnet build "$root/src/NetMesh" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
dotnet build "$root/bench/NetMesh.Bench" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
netmesh=(dotnet "$root/artifacts/Embedded/bin/NetMesh/release/netmesh.dll"); bench=$root/artifacts/Embedded/bin/NetMesh.Bench/release/NetMesh.Bench

work=$(mktemp -d); started=()
finish() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
offset=$((20000 + RANDOM % 20000)); control=$((offset + 2))
"${netmesh[@]}" up --data "$work/data" --port-offset "$offset" --control-port "$control" > "$work/planet" 2>&1 & planet=$!; started+=("$planet")
until grep -qx ready "$work/planet"; do kill -0 "$planet" && sleep 0.5; done
head -c $((mebibytes * 1024 * 1024)) /dev/urandom > "$work/file"
(cd "$work" && "${netmesh[@]}" share file --peers 20 --control-port "$control" >/dev/null)
fetch() { # seconds it took
  local begin; begin=$(date +%s.%N); rm -rf "$work/out"
  aria2c -q --dir="$work/out" --seed-time=0 --enable-dht=false --bt-enable-lpd=false --file-allocation=none --listen-port=$((offset + 3)) \
    --bt-stop-timeout="$seconds" "$work/file.torrent" && cmp -s "$work/file" "$work/out/file" || { echo "failed"; return; }
  echo "$begin $(date +%s.%N)" | awk '{printf "%.1f", $2-$1}'
}
memory() { awk '/^VmRSS/ {printf "%d", $2/1024}' "/proc/$planet/status"; }
metrics() { curl -s --noproxy '*' "http://127.0.0.1:$control/metrics"; }
heap() { # after a collection of the whole of it
  collect
  metrics | awk -v rss="$(memory)" '/^netmesh_dotnet_gc_last_collection_heap_size_bytes[{]/ {live += $NF} /^netmesh_dotnet_gc_last_collection_memory_committed_size_bytes / {had = $NF}
    END {printf "after a full collection RSS %d MiB, the heap has %d MiB of the system, %d MiB of it live\n", rss, had / 1048576, live / 1048576}'
}
full() { metrics | awk '/^netmesh_dotnet_gc_collections_total.*gen2/ {print $NF}'; }
collect() { # of the whole heap
  local was; was=$(full); "$bench" collect --pid "$planet"
  until [ "$(full)" != "$was" ]; do kill -0 "$planet" || return; sleep 0.2; done
}
attack() { # leaves the planet's memory, once a second, in $work/memory, and what became of the crowd in $work/crowd
  "$bench" hostile --torrent "$work/file.torrent" --tracker "127.16.0.9:$((offset + 6969))" --clients "$clients" --seconds "$seconds" > "$work/crowd" 2>&1 &
  crowd=$!; started+=("$crowd")
  while kill -0 "$crowd" 2>/dev/null; do memory; echo; sleep 1; done > "$work/memory" & started+=("$!")
}
report() {
  local most rss; most=$(sort -n "$work/memory" | tail -1); sleep 30; rss=$(memory)
  echo "attack $1: most RSS $most MiB, half a minute after $rss MiB; $(heap)"
}

alone=$(fetch)
echo "before: $(heap)"
attack; sleep 10
beside=$(fetch)
wait "$crowd" || true
echo "honest download: alone $alone s, beside $clients misbehaving clients $beside s, file $([ "$beside" = failed ] && echo wrong || echo right)"
report 1
for ((n = 2; n <= attacks; n++)); do
  attack; wait "$crowd" || true
  report "$n"
done
cat "$work/crowd"
echo "refused:"
metrics | awk '/^netmesh_(gateway|peer)_refusals/ {
  key = match($0, /reason="[^"]*"/) ? substr($0, RSTART, RLENGTH) : ""; proto = match($0, /protocol="[^"]*"/) ? substr($0, RSTART, RLENGTH) : "peers"
  sum[proto " " key] += $NF } END { for (k in sum) printf "  %-50s %d\n", k, sum[k] }' | sort
