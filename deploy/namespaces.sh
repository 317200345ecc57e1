#!/usr/bin/env bash
# Three processes on one machine that reach each other only over a network: a network namespace for each region, joined by veth pairs, a process in each.
#   namespaces.sh [-n NAME] up                lays the namespaces, starts a process in each, and returns when all are ready
#   namespaces.sh [-n NAME] in REGION CMD...  runs a command in a region's namespace
#   namespaces.sh [-n NAME] kill REGION       ends a region's process as a power failure would
#   namespaces.sh [-n NAME] start REGION      starts it again, on the same data
#   namespaces.sh [-n NAME] log REGION        what it wrote
#   namespaces.sh [-n NAME] down              ends everything and leaves nothing behind
#   namespaces.sh check                       says in one line why it cannot work here, if so
# NAME (netmesh) begins the names of the namespaces, so that two set-ups do not collide. Every verb may be repeated.
# NETMESH         what 'netmesh' is: a build's executable
# NETMESH_COMMAND what runs in each namespace; {region}, {world} and {data} stand for its own
# NETMESH_CLUSTER a cluster file: then each namespace runs its silo, with the build on Orleans, instead of a planet that carries its region; and a namespace of its
#                 own runs the PostgreSQL in which the silos meet (Debian's package postgresql)
# NETMESH_WORLD   the world; one namespace for each of its regions
# NETMESH_STATE   where data and logs are kept until 'down'
set -euo pipefail

deploy=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=netmesh
[ "${1:-}" = -n ] && { name=$2; shift 2; }
verb=${1:-}
shift || true

export NETMESH_WORLD=${NETMESH_WORLD:-$deploy/worlds/three-regions.yaml}
state=${NETMESH_STATE:-${TMPDIR:-/tmp}/$name-namespaces}
usual='netmesh up --world {world} --region {region} --listen all --data {data} --metrics-port 9464'
silo='netmesh up --cluster {cluster} --silo {region} --listen all --data {data} --metrics-port 9464'
[ -n "${NETMESH_CLUSTER:-}" ] && usual=${silo/\{cluster\}/$NETMESH_CLUSTER}
command=${NETMESH_COMMAND:-$usual}
ready_within=120

# As in the containers: the database has a place, and no password that matters, because nobody else has a route to it.
database=postgres
export NETMESH_PASSWORD=${NETMESH_PASSWORD:-netmesh}

fail() { echo "namespaces.sh: $*" >&2; exit 1; }

mapfile -t regions < <(sed -nE 's/^ +([A-Za-z0-9-]+): *\{.*prefix: *[0-9].*/\1/p' "$NETMESH_WORLD")
[ ${#regions[@]} -gt 0 ] || fail "$NETMESH_WORLD names no region with a prefix"

places=("${regions[@]}")
[ -n "${NETMESH_CLUSTER:-}" ] && places+=("$database")
address() { [ "${places[$1]}" = "$database" ] && echo 10.99.0.5 || echo "10.99.0.$((11 + $1))"; }
NETMESH_SITES=
for i in "${!regions[@]}"; do NETMESH_SITES+="${regions[i]}=$(address "$i") "; done
export NETMESH_SITES

exists() { [ -e "/run/netns/$name-$1" ]; }
pid_of() { cat "$state/$1.pid" 2> /dev/null || true; }

# A process id may have gone to somebody else meanwhile: it counts while it is in the region's namespace.
runs() {
  local pid
  pid=$(pid_of "$1")
  [ -n "$pid" ] && ip netns pids "$name-$1" 2> /dev/null | grep -qx "$pid"
}

known() {
  [[ " ${regions[*]} " == *" ${1:-} "* ]] || fail "there is no region '${1:-}'; expected one of ${regions[*]}"
  exists "$1" || fail "there is no namespace $name-$1; lay them with: $0 -n $name up"
}

netmesh() {
  if [ -n "${NETMESH:-}" ]; then echo "$NETMESH"; return; fi
  local build host=Embedded
  [ -n "${NETMESH_CLUSTER:-}" ] && host=Orleans
  for build in release debug; do
    build=$deploy/../artifacts/$host/bin/NetMesh/$build/netmesh.dll
    [ -f "$build" ] && { echo "dotnet $(realpath "$build")"; return; }
  done
  fail "netmesh is not built: dotnet build -c Release src/NetMesh -p:GrainHost=$host"
}

check() {
  command -v ip > /dev/null || fail "ip is not installed (apt-get install iproute2)"
  [ "$(id -u)" = 0 ] || fail "network namespaces need root"
  local probe=$name-probe-$$ error
  trap 'ip netns del "$probe" 2> /dev/null || true' RETURN
  error=$( (ip netns add "$probe" && ip netns exec "$probe" ip link add probe type veth peer name eborp) 2>&1) \
    || fail "network namespaces are not permitted here: ${error%%$'\n'*}"
}

lay() {
  local i j
  for i in "${!places[@]}"; do
    exists "${places[i]}" || ip netns add "$name-${places[i]}"
    ip -n "$name-${places[i]}" link set lo up
  done
  for i in "${!places[@]}"; do
    for ((j = i + 1; j < ${#places[@]}; j++)); do pair "$i" "$j"; done
  done
}

# A cable between two namespaces, an address at either end.
pair() {
  local a=$name-${places[$1]} b=$name-${places[$2]}
  ip -n "$a" link show "to-$2" > /dev/null 2>&1 || ip link add "to-$2" netns "$a" type veth peer name "to-$1" netns "$b"
  ip -n "$a" address replace "$(address "$1")/32" peer "$(address "$2")/32" dev "to-$2"
  ip -n "$b" address replace "$(address "$2")/32" peer "$(address "$1")/32" dev "to-$1"
  ip -n "$a" link set "to-$2" up
  ip -n "$b" link set "to-$1" up
}

# PostgreSQL refuses to be root, and its owner may not enter the folder of whoever started us.
start_database() {
  local bin folder run
  runs "$database" && return
  bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | tail -n 1)
  [ -n "$bin" ] || fail "PostgreSQL is not installed (apt-get install postgresql)"
  mkdir -p "$state"
  folder=$(mktemp -d "${TMPDIR:-/tmp}/$name-$database-XXXXXX")
  echo "$folder" > "$state/$database.folder"
  chown postgres "$folder"
  run="ip netns exec $name-$database runuser -u postgres --"
  (
    cd "$folder"
    $run "$bin/initdb" -D data -U netmesh -A trust
    echo "host all all 10.99.0.0/24 trust" >> data/pg_hba.conf
    $run "$bin/pg_ctl" start -D data -w -l server.log -o "-c listen_addresses=10.99.0.5 -k $folder"
    $run "$bin/createdb" -h "$folder" -U netmesh netmesh
  ) > "$state/$database.log" 2>&1 < /dev/null || fail "PostgreSQL did not start: $(tail -n 3 "$state/$database.log")"
  head -n 1 "$folder/data/postmaster.pid" > "$state/$database.pid"
  ip netns exec "$name-${regions[0]}" $(netmesh) cluster init "$NETMESH_CLUSTER"
}

start() {
  local region=$1 line
  runs "$region" && return
  line=${command//\{region\}/$region}
  line=${line//\{world\}/$NETMESH_WORLD}
  line=${line//\{data\}/$state/$region}
  [[ $line == netmesh\ * ]] && line="$(netmesh) ${line#netmesh }"
  mkdir -p "$state"
  : > "$state/$region.log"
  # Its directory is the state's, its streams are files: nothing of whoever started it.
  (cd "$state" && exec ip netns exec "$name-$region" "$deploy/region.sh" "$region" $line) > "$state/$region.log" 2>&1 < /dev/null &
  echo $! > "$state/$region.pid"
}

await() {
  local region=$1 late=$((SECONDS + ready_within))
  until grep -qx ready "$state/$region.log"; do
    kill -0 "$(pid_of "$region")" 2> /dev/null || fail "$region ended before it was ready: $(tail -n 3 "$state/$region.log")"
    [ $SECONDS -lt $late ] || fail "$region was not ready within $ready_within s: $(tail -n 3 "$state/$region.log")"
    sleep 0.05
  done
}

power_off() {
  local region=$1
  runs "$region" && kill -9 "$(pid_of "$region")"
  while runs "$region"; do sleep 0.02; done
  rm -f "$state/$region.pid"
}

down() {
  local region pid late
  for region in "${regions[@]}"; do runs "$region" && kill "$(pid_of "$region")" 2> /dev/null || true; done
  late=$((SECONDS + 10))
  for region in "${regions[@]}" "$database"; do
    [ "$region" = "$database" ] || while runs "$region" && [ $SECONDS -lt $late ]; do sleep 0.05; done
    exists "$region" || continue
    # Whoever is dying still writes into its folder.
    while [ -n "$(ip netns pids "$name-$region")" ]; do
      for pid in $(ip netns pids "$name-$region"); do kill -9 "$pid" 2> /dev/null || true; done
      sleep 0.02
    done
    ip netns del "$name-$region"
  done
  [ -f "$state/$database.folder" ] && rm -rf "$(cat "$state/$database.folder")"
  for region in "${regions[@]}" "$database"; do rm -rf "${state:?}/$region" "$state/$region".{log,pid,folder}; done
  rmdir "$state" 2> /dev/null || true
}

case $verb in
  check) check ;;
  up)
    check
    trap 'code=$?; [ $code = 0 ] || down; exit $code' EXIT
    lay
    [ -z "${NETMESH_CLUSTER:-}" ] || start_database
    for region in "${regions[@]}"; do start "$region"; done
    for region in "${regions[@]}"; do await "$region"; done
    echo "ready: ${NETMESH_SITES% }"
    ;;
  in)
    known "${1:-}"
    region=$1
    shift
    [ "${1:-}" = netmesh ] && { shift; set -- $(netmesh) "$@"; }
    exec ip netns exec "$name-$region" "$@"
    ;;
  kill) known "${1:-}"; power_off "$1" ;;
  start) known "${1:-}"; start "$1"; await "$1" ;;
  log) known "${1:-}"; cat "$state/$1.log" ;;
  down) [ "$(id -u)" = 0 ] || fail "network namespaces need root"; down ;;
  *) sed -nE '2,/^set/s/^# ?(.*)/\1/p' "$0"; [ -z "$verb" ] || exit 2 ;;
esac
