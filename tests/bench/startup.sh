#!/usr/bin/env bash
# Start-up, side by side: `runner run workflows/health-check.yaml` against a bare ReadyToRun .NET program that does one
# GET with HttpClient, in pairs; then curl and, with --peers, httpyac and newman from npm, each doing one GET.
#   tests/bench/startup.sh [--pairs N] [--peers]
set -euo pipefail
cd "$(dirname "$0")/../.."
pairs=20
peers=no
while [ $# -gt 0 ]; do
  case $1 in
    --pairs) pairs=$2; shift 2 ;;
    --peers) peers=yes; shift ;;
    *) echo "usage: startup.sh [--pairs N] [--peers]" >&2; exit 2 ;;
  esac
done

work=artifacts/bench
mkdir -p $work
[ -x $work/bare/bare ] || dotnet publish tests/bench/bare/bare.csproj -c Release --use-current-runtime -o $work/bare --artifacts-path $work/obj -v quiet --nologo
./runner --version >/dev/null

coproc server { exec $work/bare/bare --serve; }
trap 'kill $server_PID 2>/dev/null || true' EXIT
read -r port <&"${server[0]}"
url=http://127.0.0.1:$port/

# Milliseconds that a command takes as a whole process; it must succeed.
took() {
  local start=$EPOCHREALTIME
  "$@" >/dev/null 2>$work/stderr || { echo "failed: $*" >&2; cat $work/stderr >&2; exit 1; }
  local end=$EPOCHREALTIME
  echo $(( (${end/[.,]/} - ${start/[.,]/}) ))
}
median() { sort -n | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.1f", m / 1000 }'; }

: >$work/a; : >$work/b; : >$work/ratios
took ./runner run workflows/health-check.yaml >/dev/null
took $work/bare/bare "$url" >/dev/null
for _ in $(seq "$pairs"); do
  a=$(took ./runner run workflows/health-check.yaml)
  b=$(took $work/bare/bare "$url")
  echo "$a" >>$work/a; echo "$b" >>$work/b; echo $(( a * 100000 / b )) >>$work/ratios
done
echo "runner run workflows/health-check.yaml   median $(median <$work/a) ms"
echo "bare HttpClient GET                      median $(median <$work/b) ms"
echo "ratio, pair by pair                      median $(sort -n $work/ratios | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.2f", m / 100000 }')   ($pairs pairs)"

times() { local n=$1; shift; for _ in $(seq "$n"); do took "$@"; done | median; }
command -v curl >/dev/null && echo "curl $(curl --version | awk 'NR == 1 { print $2 }')                                median $(times 20 curl -fsS "$url") ms"

if [ $peers = yes ]; then
  [ -d $work/npm/node_modules ] || npm install --prefix $work/npm --no-fund --no-audit --silent httpyac newman
  printf 'GET %s\n' "$url" >$work/get.http
  printf '{"info":{"name":"get","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[{"name":"get","request":{"method":"GET","url":"%s"}}]}' "$url" >$work/get.json
  for peer in httpyac newman; do
    version=$(node -p "require('./$work/npm/node_modules/$peer/package.json').version")
    case $peer in httpyac) args="send $work/get.http --all" ;; newman) args="run $work/get.json" ;; esac
    # shellcheck disable=SC2086
    echo "$peer $version                              median $(times 5 $work/npm/node_modules/.bin/$peer $args) ms"
  done
fi
