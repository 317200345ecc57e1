#!/usr/bin/env bash
# Questions about names over UDP, asked by dnsperf: a zone of 10,000 names beside NSD, Knot and BIND with one server thread each, and a resolver that has found all of them
# before beside Unbound with one thread. Then the memory that 100,000 records take beside NSD.
# Usage: bench/dns/run.sh [ROUNDS] [SECONDS]        (5 rounds of 5 s in turns; prints medians and ratios)
# On two cores dnsperf is often the bottleneck: then the ratio of processor time a question, user and system of the server's process, is the one that counts.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
rounds=${1:-5}; seconds=${2:-5}; names=10000; many=100000
for package in nsd knot bind9 unbound dnsperf; do
  dpkg -s "$package" >/dev/null 2>&1 || { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package"; } >/dev/null
done
dotnet build "$root/src/NetMesh" -c Release -p:RunAnalyzers=false -v q -clp:NoSummary >&2
netmesh=(dotnet "$root/artifacts/Embedded/bin/NetMesh/release/netmesh.dll")

work=$(mktemp -d); chmod 755 "$work"; mkdir "$work/big"; started=()
finish() { for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
offset=$((20000 + RANDOM % 20000)); port=$((offset + 53))

zone() { # a zone of so many names, as a master file
  printf '$TTL 1d\n@ SOA ns.bench. hostmaster 1 1h 1h 2w 1h\n NS ns.bench.\nns A 127.16.1.1\n'
  seq "$1" | awk '{printf "n%d A 127.16.%d.%d\n", $1, $1 / 250 % 250, $1 % 250}'
}
world() { # the zone, the root above it, and a resolver
  cat <<EOF
name: bench
regions: { here: { at: [0, 0], prefix: 127.16.0.0/16 } }
access: { server: { up: 10 Gb/s, down: 10 Gb/s, latency: 0 ms } }
hosts:
  root:     { region: here, address: 127.16.0.1,  access: server, runs: name-server }
  bench:    { region: here, address: 127.16.1.1,  access: server, runs: name-server }
  resolver: { region: here, address: 127.16.0.53, access: server, runs: resolver }
zones:
  .:
    on: root
    records: |
      \$TTL 1d
      @ SOA a.root. hostmaster 1 1h 1h 2w 1h
        NS a.root.
      a.root. A 127.16.0.1
      bench NS ns.bench.
      ns.bench. A 127.16.1.1
  bench: { on: bench, file: bench.zone }
EOF
}
zone "$names" > "$work/bench.zone"; world > "$work/world.yaml"
zone "$many" > "$work/big/bench.zone"; world > "$work/big/world.yaml"
zone 1 > "$work/one.zone"
seq "$names" | shuf --random-source=<(yes) | awk '{print "n" $1 ".bench A"}' > "$work/questions"

# Each says when it answers: dig asks until it does.
answers() { for _ in $(seq 300); do dig +short +tries=1 +timeout=1 -p "$2" "@$1" n1.bench | grep -q '^127' && return; sleep 0.2; done; echo "no answer from $1:$2" >&2; exit 1; }
start_nsd() { # zone file, port
  cat > "$work/nsd.$2" <<EOF
server:
  server-count: 1
  ip-address: 127.0.0.1@$2
  username: ""
  zonesdir: "$work"
  pidfile: ""
  xfrdfile: ""
  zonelistfile: "$work/nsd.$2.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: bench
  zonefile: "$1"
EOF
  nsd -d -c "$work/nsd.$2" 2>/dev/null & started+=($!); answers 127.0.0.1 "$2"
}
start_knot() {
  cat > "$work/knot" <<EOF
server:
  rundir: $work
  listen: 127.0.0.1@$1
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: $work/knot.d
zone:
  - domain: bench
    storage: $work
    file: bench.zone
EOF
  knotd -c "$work/knot" >/dev/null 2>&1 & started+=($!); answers 127.0.0.1 "$1"
}
start_bind() {
  cat > "$work/named" <<EOF
options { directory "$work"; pid-file none; listen-on port $1 { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; session-keyfile none; };
controls { };
zone "bench" { type primary; file "bench.zone"; };
EOF
  named -f -n 1 -c "$work/named" >/dev/null 2>&1 & started+=($!); answers 127.0.0.1 "$1"
}
start_unbound() { # port, the zone's server
  cat > "$work/unbound" <<EOF
server:
  num-threads: 1
  interface: 127.0.0.1@$1
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "$work"
  pidfile: ""
  use-syslog: no
  logfile: "$work/unbound.log"
  do-not-query-localhost: no
  module-config: "iterator"
  msg-cache-size: 64m
  rrset-cache-size: 128m
remote-control:
  control-enable: no
stub-zone:
  name: bench
  stub-addr: 127.0.0.1@$2
EOF
  unbound -d -c "$work/unbound" >/dev/null 2>&1 & started+=($!); answers 127.0.0.1 "$1"
}
start_netmesh() { # world, port offset
  "${netmesh[@]}" up --world "$1" --data "$work/data.$2" --no-shaping --name-rate 0 --port-offset "$2" --control-port $(($2 + 2)) --proxy-port $(($2 + 3)) \
    > "$work/planet.$2" & started+=($!)
  until grep -qx ready "$work/planet.$2"; do kill -0 "${started[-1]}" && sleep 0.2; done
}
# What a process and those below it have used, in clock ticks.
family() { echo "$1"; for child in $(pgrep -P "$1" || true); do family "$child"; done; }
ticks() { for pid in $(family "$1"); do cut -d')' -f2 "/proc/$pid/stat"; done | awk '{sum += $12 + $13} END {print sum}'; }
resident() { for pid in $(family "$1"); do awk '/^RssAnon/ {print $2}' "/proc/$pid/status"; done | awk '{sum += $1} END {print sum}'; }
ask() { # name, pid, address, port: a line of questions a second and microseconds a question
  local before; before=$(ticks "$2")
  dnsperf -s "$3" -p "$4" -d "$work/questions" -l "$seconds" -c 4 -q 200 -S 0 > "$work/dnsperf" 2>/dev/null
  awk -v used=$(($(ticks "$2") - before)) -v hz="$(getconf CLK_TCK)" '/Queries completed/ {n = $3} /Queries per second/ {q = $4} END {print q, used / hz / n * 1e6}' \
    "$work/dnsperf" >> "$work/result.$1"
}
median() { cut -d' ' -f"$2" "$work/result.$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

start_nsd "$work/bench.zone" $((port + 1)); nsd=${started[-1]}
start_knot $((port + 2)); knot=${started[-1]}
start_bind $((port + 3)); bind=${started[-1]}
start_unbound $((port + 4)) $((port + 1)); unbound=${started[-1]}
start_netmesh "$work/world.yaml" "$offset"; planet=${started[-1]}
answers 127.16.1.1 "$port"; answers 127.16.0.53 "$port"

# Once through all names: what is to be remembered is, and what is compiled at run time is.
for at in "127.0.0.1 $((port + 4))" "127.16.0.53 $port" "127.16.1.1 $port"; do
  read -r address its <<< "$at"
  for _ in 1 2; do dnsperf -s "$address" -p "$its" -d "$work/questions" -n 2 -c 1 -q 50 >/dev/null 2>&1; done
done
for ((round = 0; round < rounds; round++)); do
  ask nsd "$nsd" 127.0.0.1 $((port + 1))
  ask knot "$knot" 127.0.0.1 $((port + 2))
  ask bind "$bind" 127.0.0.1 $((port + 3))
  ask zone "$planet" 127.16.1.1 "$port"
  ask unbound "$unbound" 127.0.0.1 $((port + 4))
  ask resolver "$planet" 127.16.0.53 "$port"
done
for one in nsd knot bind zone unbound resolver; do
  awk -v name="$one" -v q="$(median "$one" 1)" -v c="$(median "$one" 2)" 'BEGIN {printf "%-9s %8.0f questions/s, %5.2f us of processor a question\n", name, q, c}'
done
best() { for one in nsd knot bind; do median "$one" "$1"; done | sort "$2" | head -1; }
awk -v n="$(median zone 1)" -v p="$(best 1 -rn)" 'BEGIN {printf "authoritative throughput beside the best: ratio %.2f\n", n / p}'
awk -v n="$(median zone 2)" -v p="$(best 2 -n)" 'BEGIN {printf "authoritative processor time beside the best: ratio %.2f\n", p / n}'
awk -v n="$(median resolver 1)" -v p="$(median unbound 1)" 'BEGIN {printf "warm resolver throughput beside Unbound: ratio %.2f\n", n / p}'
awk -v n="$(median resolver 2)" -v p="$(median unbound 2)" 'BEGIN {printf "warm resolver processor time beside Unbound: ratio %.2f\n", p / n}'

# Memory: what the process has more than with next to nothing in the zone.
for pid in "$nsd" "$knot" "$bind" "$unbound" "$planet"; do kill "$pid"; done
cp "$work/one.zone" "$work/bench.zone"
grown() { awk -v one="$1" -v all="$2" -v n="$many" 'BEGIN {printf "%.0f", (all - one) * 1024 / n}'; }
start_nsd "$work/one.zone" $((port + 5)); few=$(resident "${started[-1]}")
start_nsd "$work/big/bench.zone" $((port + 6)); theirs=$(grown "$few" "$(resident "${started[-1]}")")
start_netmesh "$work/world.yaml" $((offset + 1000)); answers 127.16.1.1 $((port + 1000)); few=$(resident "${started[-1]}"); kill "${started[-1]}"
start_netmesh "$work/big/world.yaml" $((offset + 2000)); answers 127.16.1.1 $((port + 2000)); ours=$(grown "$few" "$(resident "${started[-1]}")")
echo "memory a record of $many: netmesh $ours bytes, nsd $theirs bytes, ratio $(awk -v n="$ours" -v p="$theirs" 'BEGIN {printf "%.2f", p / n}')"
