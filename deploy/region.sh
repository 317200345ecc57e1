#!/bin/sh
# region.sh REGION COMMAND...: makes this network namespace, be it a container's or one of namespaces.sh, the place of REGION, then becomes COMMAND:
#   1. the region's prefix is local here: every address in it is this namespace's;
#   2. the other regions' prefixes are routed to the namespaces that hold them.
# NETMESH_WORLD  the world file; its regions' prefixes are those meant here
# NETMESH_SITES  where each region is reached: "us-east=10.99.0.11 eu-west=10.99.0.12 ..."
# Needs iproute2 and the right to change routes (root, or a container with NET_ADMIN).
set -eu
here=$1
shift
ip link set lo up
for site in $NETMESH_SITES; do
  region=${site%%=*}
  prefix=$(sed -nE "s/^ +$region: *\{.*prefix: *([0-9.]+\/[0-9]+).*/\1/p" "$NETMESH_WORLD")
  [ -n "$prefix" ] || { echo "region.sh: $NETMESH_WORLD has no line '$region: { ..., prefix: ... }'" >&2; exit 2; }
  if [ "$region" = "$here" ]; then
    ip route replace local "$prefix" dev lo
  else
    ip route replace "$prefix" via "${site#*=}"
  fi
done
exec "$@"
