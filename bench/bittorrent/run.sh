#!/usr/bin/env bash
# Download of one file from one seed: a NetMesh grain peer (no shaping) against a libtorrent seed, each fetched by aria2c and by libtorrent.
# Usage: bench/bittorrent/run.sh [MEBIBYTES] [ROUNDS]        (1024 MiB, 3 rounds in turns; prints medians and ratios)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
mebibytes=${1:-1024}; rounds=${2:-3}
python=/usr/bin/python3   # Debian's own: python3-libtorrent belongs to it

if ! command -v aria2c >/dev/null || ! $python -c 'import libtorrent' 2>/dev/null; then
  apt-get update -q >/dev/null && apt-get install -y -q aria2 python3-libtorrent >/dev/null
fi
dotnet build "$root/src/NetMesh" -c Release -v q -clp:NoSummary >&2
netmesh=(dotnet "$root/artifacts/Embedded/bin/NetMesh/release/netmesh.dll")

work=$(mktemp -d); started=()
finish() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
free_port() { $python -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])'; }

mkdir "$work/content"
head -c $((mebibytes * 1024 * 1024)) /dev/urandom > "$work/content/file.bin"
sum=$(sha1sum < "$work/content/file.bin")

# The peer: a libtorrent seed, and a tracker that names it.
peer_port=$(free_port)
coproc TRACKER { exec $python "$here/tracker.py" "127.0.0.2:$peer_port"; }; started+=("$TRACKER_PID"); read -r tracker_port <&"${TRACKER[0]}"
$python "$here/make_torrent.py" "$work/content/file.bin" "http://127.0.0.1:$tracker_port/announce" "$work/peer.torrent"
coproc SEED { exec $python "$here/seed.py" "$work/peer.torrent" "$work/content" "127.0.0.2:$peer_port"; }; started+=("$SEED_PID"); read -r _ <&"${SEED[0]}"

# NetMesh: an unshaped planet that shares the same file from one grain.
offset=$((20000 + RANDOM % 20000)); control=$(free_port)
coproc PLANET { exec "${netmesh[@]}" up --world "$here/world.yaml" --data "$work/data" --no-shaping --port-offset "$offset" --control-port "$control"; }
started+=("$PLANET_PID")
while read -r line <&"${PLANET[0]}"; do [ "$line" = ready ] && break; done
cat <&"${PLANET[0]}" >/dev/null &
started+=("$!")
(cd "$work" && "${netmesh[@]}" share "$work/content/file.bin" --peers 1 --control-port "$control" >/dev/null)
mv "$work/file.bin.torrent" "$work/netmesh.torrent"

with_aria2c() { # torrent
  local out="$work/out" begin end; rm -rf "$out"; mkdir "$out"
  begin=$(date +%s.%N)
  aria2c -q --dir="$out" --seed-time=0 --enable-dht=false --bt-enable-lpd=false --enable-peer-exchange=false --file-allocation=none \
    --listen-port="$(free_port)" --bt-max-peers=10 --bt-request-peer-speed-limit=100M "$1"
  end=$(date +%s.%N)
  [ "$(sha1sum < "$out/file.bin")" = "$sum" ] || { echo "wrong hash" >&2; return 1; }
  echo "$begin $end" | awk '{printf "%.3f\n", $2-$1}'
}
with_libtorrent() { # torrent
  local out="$work/out"; rm -rf "$out"; mkdir "$out"
  $python "$here/leech.py" "$1" "$out" "127.0.0.3:$(free_port)"
  [ "$(sha1sum < "$out/file.bin")" = "$sum" ] || { echo "wrong hash" >&2; return 1; }
}
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

for client in aria2c libtorrent; do
  : > "$work/netmesh.$client"; : > "$work/peer.$client"
  for ((round = 0; round < rounds; round++)); do
    "with_$client" "$work/peer.torrent" >> "$work/peer.$client"
    "with_$client" "$work/netmesh.torrent" >> "$work/netmesh.$client"
  done
  awk -v n="$(median < "$work/netmesh.$client")" -v p="$(median < "$work/peer.$client")" -v m="$mebibytes" -v c="$client" \
    'BEGIN {printf "bittorrent download by %s: netmesh %.0f MiB/s, peer %.0f MiB/s, ratio %.2f\n", c, m/n, m/p, p/n}'
done
