#!/usr/bin/env bash
# Download of one file from one seed: a NetMesh grain peer (no shaping) against a libtorrent seed and a transmission seed, each fetched by aria2c and by libtorrent.
# Usage: bench/bittorrent/run.sh [MEBIBYTES] [ROUNDS]        (1024 MiB, 3 rounds in turns; prints medians and ratios)
# transmission 3.00 unchokes a new leecher only at its next round of 10 s, and takes up new requests twice a second: a leecher that has 256 out (aria2c) gets
# 8 MiB/s at most. Both are in its times, as they are in its users'.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
mebibytes=${1:-1024}; rounds=${2:-3}
python=/usr/bin/python3   # Debian's own: python3-libtorrent belongs to it

if ! command -v aria2c >/dev/null || ! command -v transmission-daemon >/dev/null || ! $python -c 'import libtorrent' 2>/dev/null; then
  apt-get update -q >/dev/null && apt-get install -y -q aria2 python3-libtorrent transmission-daemon >/dev/null
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

# The peers, each with a tracker that names it: only so does aria2c learn of a seed.
track() { # NAME ENDPOINT: writes NAME.torrent
  local port
  mkfifo "$work/$1.port"
  $python "$here/tracker.py" "$2" > "$work/$1.port" & started+=("$!")
  read -r port < "$work/$1.port"
  $python "$here/make_torrent.py" "$work/content/file.bin" "http://127.0.0.1:$port/announce" "$work/$1.torrent"
}
libtorrent=127.0.0.2:$(free_port); transmission=127.0.0.4:$(free_port)
track libtorrent "$libtorrent"
track transmission "$transmission"
seed() { # NAME PROGRAM...: starts it and waits until it says that it seeds
  local name=$1; shift
  mkfifo "$work/$name.ready"
  $python "$@" > "$work/$name.ready" & started+=("$!")
  read -r _ < "$work/$name.ready"
}
seed libtorrent "$here/seed.py" "$work/libtorrent.torrent" "$work/content" "$libtorrent"
seed transmission "$here/seed_transmission.py" "$work/transmission.torrent" "$work/content" "$transmission" "$(free_port)" "$work/transmission"

# NetMesh: an unshaped planet that shares the same file from one grain.
offset=$((20000 + RANDOM % 20000)); control=$(free_port)
exec {said}< <(exec "${netmesh[@]}" up --world "$here/world.yaml" --data "$work/data" --no-shaping --port-offset "$offset" --control-port "$control")
started+=("$!")
while read -r line <&"$said"; do [ "$line" = ready ] && break; done
cat <&"$said" >/dev/null &
started+=("$!")
(cd "$work" && "${netmesh[@]}" share "$work/content/file.bin" --peers 1 --control-port "$control" >/dev/null)
mv "$work/file.bin.torrent" "$work/netmesh.torrent"

# Each fetch comes from an address of its own: transmission turns away one that it has served before.
with_aria2c() { # torrent address
  local out="$work/out" begin end; rm -rf "$out"; mkdir "$out"
  begin=$(date +%s.%N)
  aria2c -q --dir="$out" --interface="$2" --seed-time=0 --enable-dht=false --bt-enable-lpd=false --enable-peer-exchange=false --file-allocation=none \
    --listen-port="$(free_port)" --bt-max-peers=10 --bt-request-peer-speed-limit=100M "$1"
  end=$(date +%s.%N)
  [ "$(sha1sum < "$out/file.bin")" = "$sum" ] || { echo "wrong hash" >&2; return 1; }
  echo "$begin $end" | awk '{printf "%.3f\n", $2-$1}'
}
with_libtorrent() { # torrent address
  local out="$work/out"; rm -rf "$out"; mkdir "$out"
  $python "$here/leech.py" "$1" "$out" "$2:$(free_port)"
  [ "$(sha1sum < "$out/file.bin")" = "$sum" ] || { echo "wrong hash" >&2; return 1; }
}
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

fetches=0
for client in aria2c libtorrent; do
  for ((round = 0; round < rounds; round++)); do
    for seed in libtorrent transmission netmesh; do
      fetches=$((fetches + 1))
      "with_$client" "$work/$seed.torrent" "127.0.$((1 + fetches / 250)).$((1 + fetches % 250))" >> "$work/$seed.by.$client"
    done
  done
  for peer in libtorrent transmission; do
    awk -v n="$(median < "$work/netmesh.by.$client")" -v p="$(median < "$work/$peer.by.$client")" -v m="$mebibytes" -v c="$client" -v s="$peer" \
      'BEGIN {printf "bittorrent download by %s: netmesh %.0f MiB/s, %s seed %.0f MiB/s, ratio %.2f\n", c, m/n, s, m/p, p/n}'
  done
done
