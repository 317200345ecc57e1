#!/usr/bin/env bash
# Everything that must pass: restores, builds once in Release, runs every test project, quick ones first. Needs the .NET 10 SDK.
# Real clients for the interop tests, a browser for pages, and PostgreSQL for clusters, come from Debian's packages where that is allowed; otherwise their tests are skipped, by name.
# With CI=true a skip is a failure, except of what the machine forbids an ordinary user. The last line says how many tests passed and failed.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# Profiles pay for a program that runs for long. What is started here ends soon: a lab's small edition takes 40 % less of the processor without.
export DOTNET_TieredPGO=0

passed=0 failed=0 skipped=0

# check NAME COMMAND...: one check that is not a test project.
check() {
  local name=$1; shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name"; fi
}

# run_tests PROJECT OPTION...: the tests of one project, counted.
run_tests() {
  local project=$1 output code summary forbidden; shift
  output=$(dotnet test "$project" -c Release --no-build -v quiet --logger 'console;verbosity=minimal' --blame-hang-timeout 15min "$@" 2>&1)
  code=$?
  summary=$(grep -E '(Passed|Failed|Skipped)! +- Failed:' <<< "$output" | tail -1)
  if [[ $summary =~ Failed:\ +([0-9]+),\ +Passed:\ +([0-9]+),\ +Skipped:\ +([0-9]+) ]]; then
    failed=$((failed + BASH_REMATCH[1])) passed=$((passed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
    if [ "${BASH_REMATCH[1]}" -gt 0 ]; then
      echo "$output"
    elif [ "$code" -ne 0 ]; then
      echo "$output"
      echo "FAILED: $project ended with code $code"
      failed=$((failed + 1))
    elif [ "${BASH_REMATCH[3]}" -gt 0 ]; then
      grep -F '[SKIP]' <<< "$output"
    fi
    forbidden=$(grep -F '[SKIP]' <<< "$output" | grep -c 'ordinary_user' || true)
    skipped=$((skipped - forbidden))
    echo "$summary"
  else
    echo "$output"
    echo "FAILED: $project ran no tests"
    failed=$((failed + 1))
  fi
}

# orleans: the same grains on Orleans' silos, where its packages can be had: the executable compiles, the cluster tests pass as they do on the embedded host, and
# silos in processes of their own outlive each other. Where they cannot be had that is said in one line, and nothing is left behind.
orleans() {
  local version log project built=false
  local options=(-p:GrainHost=Orleans -v quiet)
  local projects=(src/NetMesh tests/NetMesh.Cluster.Tests tests/NetMesh.Tests tests/NetMesh.Interop.Tests)
  version=$(sed -n 's:.*<OrleansVersion[^>]*>\(.*\)</OrleansVersion>.*:\1:p' Directory.Packages.props)
  version=${OrleansVersion:-$version}
  [ -d artifacts/Orleans ] && built=true
  for project in "${projects[@]}"; do
    if ! log=$(NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT=2 timeout 120 dotnet restore "$project" "${options[@]}" 2>&1); then
      echo "Orleans: packages cannot be restored here ($(grep -oE 'Microsoft\.Orleans\.[A-Za-z.]+' <<< "$log" | head -1 || true) $version); cluster tests ran on the embedded host only"
      [ "$built" = true ] || rm -rf artifacts/Orleans
      return
    fi
  done
  echo "== on Orleans $version"
  for project in "${projects[@]}"; do
    if ! dotnet build "$project" -c Release --no-restore "${options[@]}" -clp:NoSummary; then
      echo "FAILED: build of $project with Orleans $version"
      failed=$((failed + 1))
      return
    fi
  done
  run_tests tests/NetMesh.Cluster.Tests -p:GrainHost=Orleans
  run_tests tests/NetMesh.Tests -p:GrainHost=Orleans --filter FullyQualifiedName~SilosOnPostgres
  run_tests tests/NetMesh.Interop.Tests -p:GrainHost=Orleans --filter FullyQualifiedName~ThreeProcesses
}

finish() {
  [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ] && echo "CI=true: $skipped skipped tests count as failures" && failed=$((failed + skipped)) && skipped=0
  local line="$passed passed, $failed failed"
  [ "$skipped" -gt 0 ] && line="$line, $skipped skipped"
  echo "$line"
  [ "$failed" -eq 0 ]
  exit
}

# Real clients, a browser, and a real database.
missing=()
command -v aria2c > /dev/null || missing+=(aria2)
command -v chromium-headless-shell > /dev/null || missing+=(chromium-headless-shell)
command -v ip > /dev/null || missing+=(iproute2)
command -v curl > /dev/null || missing+=(curl)
command -v docker-compose > /dev/null || missing+=(docker-compose)
/usr/bin/python3 -c 'import libtorrent' 2> /dev/null || missing+=(python3-libtorrent)
command -v transmission-daemon > /dev/null || missing+=(transmission-daemon)
command -v rtorrent > /dev/null || missing+=(rtorrent)
command -v nsd > /dev/null || missing+=(nsd)
command -v named > /dev/null || missing+=(bind9)
command -v knotd > /dev/null || missing+=(knot)
command -v dig > /dev/null || missing+=(bind9-dnsutils)
command -v kdig > /dev/null || missing+=(knot-dnsutils)
command -v dnsperf > /dev/null || missing+=(dnsperf)
command -v dnssec-signzone > /dev/null || missing+=(bind9-utils)
command -v unbound > /dev/null || missing+=(unbound)
command -v ldns-verify-zone > /dev/null || missing+=(ldnsutils)
command -v prometheus > /dev/null || missing+=(prometheus)
ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || command -v initdb > /dev/null || missing+=(postgresql)
# They are fetched and unpacked beside the build and the tests that need none of them; the first that does waits.
installing=
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "installing ${missing[*]}"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } > /dev/null 2>&1 &
    installing=$!
  else
    echo "not installed: ${missing[*]} (apt-get install ${missing[*]}): tests that need them are skipped"
  fi
fi

# installed: what was missing is there, or that it is not has been said.
installed() {
  [ -n "$installing" ] || return 0
  wait "$installing" || echo "could not install ${missing[*]}: tests that need them are skipped"
  installing=
}

# One compiler for all projects, even where the machine's settings start one for each: analyzers then are compiled once. It is ours, and ends with the build.
compiler=netmesh-$$
dotnet build NetMesh.sln -c Release -v quiet -clp:NoSummary -p:UseSharedCompilation=true -p:SharedCompilationId=$compiler
built=$?
"$(dotnet msbuild src/NetMesh.Clock -getProperty:RoslynTargetsPath)/bincore/VBCSCompiler" -shutdown "-pipename:$compiler" > /dev/null 2>&1

# A failed restore or build ends the run: nothing after it would mean anything.
if [ "$built" -ne 0 ]; then
  failed=1
  echo "FAILED: build"
  installed
  finish
fi

# Beside the first tests: they leave it a core. By folder: no project is loaded for it, and the files of either host are read.
dotnet format whitespace . --folder --exclude artifacts --verify-no-changes -v quiet &
formatting=$!

quick_first=(House Clock Protocols GrainModel Embedded Planet Labs Gateways Grains Cluster Testing.Example Testing NetMesh Browser Interop)
needs_programs=(NetMesh Browser Interop)
for name in "${quick_first[@]}"; do
  project=tests/NetMesh.$name.Tests
  [ "$name" = NetMesh ] && project=tests/NetMesh.Tests
  [[ $name == *.Example ]] && project=tests/NetMesh.$name
  [ -d "$project" ] || continue
  [[ " ${needs_programs[*]} " != *" $name "* ]] || installed
  echo "== $project"
  run_tests "$project"
done

check "dotnet format" wait "$formatting"

[ -d artifacts/screenshots ] && echo "screenshots of what a browser shows: artifacts/screenshots"

orleans

# A project that nobody listed above would never run.
for project in tests/*/; do
  name=$(basename "$project" .Tests)
  [[ " ${quick_first[*]} " == *" ${name#NetMesh.} "* ]] || { echo "FAILED: test.sh does not list $project"; failed=$((failed + 1)); }
done

finish
