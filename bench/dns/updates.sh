#!/usr/bin/env bash
# Updates of a zone (RFC 2136): what one takes, each sent by nsupdate when the one before is done and on disk, beside BIND with the same zone; zones of 10,000 and 100,000
# names, plain and signed (NSEC, ECDSA P-256; the server signs it). NetMesh's time includes that its servers have the change.
# Usage: bench/dns/updates.sh [ROUNDS] [UPDATES] [NAMES…]        (3 rounds of 200 in turns; prints medians and ratios)
# NETMESH=FOLDER measures another build: the folder that its netmesh.dll is in.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
rounds=${1:-3}; updates=${2:-200}; sizes=("${@:3}"); [ ${#sizes[@]} -gt 0 ] || sizes=(10000 100000)
for package in bind9 bind9-dnsutils; do
  dpkg -s "$package" >/dev/null 2>&1 || { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package"; } >/dev/null
done
[ -n "${NETMESH:-}" ] || dotnet build "$root/src/NetMesh" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
netmesh=(dotnet "${NETMESH:-$root/artifacts/Embedded/bin/NetMesh/release}/netmesh.dll")

work=$(mktemp -d); chmod 755 "$work"; started=()
finish() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
offset=$((20000 + RANDOM % 20000))

zone() { # a zone of so many names, as a master file
  printf '$TTL 1d\n@ SOA ns.bench. hostmaster 1 1h 1h 2w 1h\n NS ns.bench.\nns A 127.16.1.1\n'
  seq "$1" | awk '{printf "n%d A 127.16.%d.%d\n", $1, $1 / 250 % 250, $1 % 250}'
}
answers() { for _ in $(seq 600); do dig +short +tries=1 +timeout=1 -p "$2" "@$1" n1.bench | grep -q '^127' && return; sleep 0.2; done; echo "no answer from $1:$2" >&2; exit 1; }
start_bind() { # folder, port, what signs it
  cat > "$1/named" <<END
options { directory "$1"; pid-file none; listen-on port $2 { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; session-keyfile none;
  sig-signing-nodes 10000; sig-signing-signatures 10000; };
controls { };
zone "bench" { type primary; file "bench.zone"; allow-update { 127.0.0.1; }; $3 };
END
  named -f -n 1 -c "$1/named" >/dev/null 2>&1 & started+=($!)
}
start_netmesh() { # folder, port offset, how it is signed
  cat > "$1/world.yaml" <<END
name: bench
regions: { here: { at: [0, 0], prefix: 127.16.0.0/16 } }
access: { server: { up: 10 Gb/s, down: 10 Gb/s, latency: 0 ms } }
hosts: { bench: { region: here, address: 127.16.1.1, access: server, runs: name-server } }
zones: { bench: { on: bench, file: bench.zone, updates: any $3 } }
END
  "${netmesh[@]}" up --world "$1/world.yaml" --data "$1/data" --no-shaping --name-rate 0 --port-offset "$2" --control-port $(($2 + 2)) --proxy-port $(($2 + 3)) \
    > "$1/planet" & started+=($!)
}
signed() { # ns is the last name
  for _ in $(seq 600); do dig +short +dnssec +tries=1 +timeout=1 -p "$2" "@$1" ns.bench | grep -q ' bench\. ' && return; sleep 0.5; done; echo "$1:$2 does not sign" >&2; exit 1; }
one() { # file of results, address, port: microseconds an update
  count=$((count + 1)); local begun ended
  { printf 'server %s %s\nzone bench\n' "$2" "$3"; seq "$updates" | awk -v round="$count" '{printf "update add u%d-%d.bench 60 A 127.16.7.7\nsend\n", round, $1}'; } > "$work/script"
  begun=$(date +%s%N); nsupdate "$work/script"; ended=$(date +%s%N)
  dig +short -p "$3" "@$2" "u$count-$updates.bench" | grep -q '127.16.7.7' || { echo "$2:$3 has not the last update" >&2; exit 1; }
  echo $(((ended - begun) / updates / 1000)) >> "$1"
}
median() { sort -n "$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

count=0
for names in "${sizes[@]}"; do
  for kind in plain signed; do
    offset=$((offset + 10)); port=$((offset + 53)); ours=$work/$names.$kind.netmesh; theirs=$work/$names.$kind.bind
    mkdir "$ours" "$theirs"; zone "$names" | tee "$ours/bench.zone" > "$theirs/bench.zone"
    start_bind "$theirs" $((port + 1)) "$([ $kind = signed ] && echo 'dnssec-policy default; inline-signing no;')"
    start_netmesh "$ours" "$offset" "$([ $kind = signed ] && echo ', signed: nsec')"
    answers 127.0.0.1 $((port + 1)); answers 127.16.1.1 "$port"
    [ $kind = plain ] || { signed 127.0.0.1 $((port + 1)); signed 127.16.1.1 "$port"; }
    for ((round = 0; round <= rounds; round++)); do one "$theirs/result" 127.0.0.1 $((port + 1)); one "$ours/result" 127.16.1.1 "$port"; done
    # The first round is for what is compiled at run time.
    sed -i 1d "$theirs/result" "$ours/result"
    awk -v names="$names" -v kind="$kind" -v n="$(median "$ours/result")" -v p="$(median "$theirs/result")" \
      'BEGIN {printf "%6d names, %-6s: netmesh %8.2f ms an update, bind %6.2f ms, ratio %.2f\n", names, kind, n / 1000, p / 1000, p / n}'
    for pid in "${started[@]}"; do kill "$pid"; wait "$pid" 2>/dev/null || true; done; started=()
  done
done
