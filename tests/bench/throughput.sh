#!/usr/bin/env bash
# Many GETs as whole programs, side by side, against nginx on loopback: `runner run` with for-each, max-parallel and three
# expectations a step; a bare HttpClient loop of the same concurrency; wrk as the ceiling; with --peers, newman and httpyac
# from npm with fewer requests, since they take one after the other.
#   tests/bench/throughput.sh [--count N] [--parallel N] [--pairs N] [--peers]
set -euo pipefail
cd "$(dirname "$0")/../.."
count=50000 parallel=64 pairs=5 peers=no
while [ $# -gt 0 ]; do
  case $1 in
    --count) count=$2; shift 2 ;;
    --parallel) parallel=$2; shift 2 ;;
    --pairs) pairs=$2; shift 2 ;;
    --peers) peers=yes; shift ;;
    *) echo "usage: throughput.sh [--count N] [--parallel N] [--pairs N] [--peers]" >&2; exit 2 ;;
  esac
done
command -v nginx >/dev/null || PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || { echo "throughput: nginx is needed (apt install nginx-light)" >&2; exit 2; }

work=$PWD/artifacts/bench
mkdir -p "$work/nginx"
if [ ! -x "$work/bare/bare" ] || [ tests/bench/bare/Program.cs -nt "$work/bare/bare" ]; then
  dotnet publish tests/bench/bare/bare.csproj -c Release --use-current-runtime -o "$work/bare" --artifacts-path "$work/obj" -v quiet --nologo
fi
./runner --version >/dev/null

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/nginx/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $work/nginx/pid; error_log stderr;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000;
  client_body_temp_path $work/nginx/body; proxy_temp_path $work/nginx/proxy;
  fastcgi_temp_path $work/nginx/f; uwsgi_temp_path $work/nginx/u; scgi_temp_path $work/nginx/s;
  server { listen 127.0.0.1:$port; default_type application/json; location / { return 200 '{"status":"UP"}'; } }
}
CONF
nginx -c "$work/nginx/nginx.conf" -e stderr 2>"$work/nginx/errors" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
url=http://127.0.0.1:$port/
for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.05; done

cat >"$work/gets.yaml" <<YAML
steps:
  - for-each: \${{ range(0, $count) }}
    max-parallel: $parallel
    uses: http.get
    with: { url: "$url" }
    expect:
      - result.status == 200
      - result.json.status == 'UP'
      - result.headers['content-type'] == 'application/json'
YAML

# Runs a command; says its milliseconds and the most memory it had, in KiB.
measure() {
  local start=$EPOCHREALTIME peak=0 now
  "$@" >/dev/null 2>"$work/stderr" &
  local pid=$!
  while [ -r /proc/$pid/status ]; do
    now=$(awk '/VmHWM/ { print $2 }' /proc/$pid/status 2>/dev/null || true)
    [ -n "$now" ] && peak=$now
    sleep 0.05
  done
  wait $pid || { echo "failed: $*" >&2; cat "$work/stderr" >&2; exit 1; }
  local end=$EPOCHREALTIME
  echo $(( (${end/[.,]/} - ${start/[.,]/}) / 1000 )) "$peak"
}
say() { printf '%-44s %8d /s   peak %4d MB\n' "$1" $(( $2 * 1000 / $3 )) $(( $4 / 1024 )); }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

: >"$work/ratios"
for _ in $(seq "$pairs"); do
  read -r ours our_peak < <(measure ./runner run "$work/gets.yaml" --log plain)
  read -r theirs their_peak < <(measure "$work/bare/bare" "$url" "$count" "$parallel")
  say "runner, three expectations each" "$count" "$ours" "$our_peak"
  say "bare HttpClient loop" "$count" "$theirs" "$their_peak"
  awk "BEGIN { print $theirs / $ours }" >>"$work/ratios"
done
echo "$count GETs, $parallel at once: ratio of the rates, pair by pair, median $(median <"$work/ratios" | awk '{ printf "%.2f", $1 }')"

if command -v wrk >/dev/null; then echo "wrk, the ceiling: $(wrk -t1 -c"$parallel" -d3s "$url" | awk '/Requests\/sec/ { print $2 }') /s"; fi
if [ $peers = yes ]; then
  few=500
  [ -d "$work/npm/node_modules" ] || npm install --prefix "$work/npm" --no-fund --no-audit --silent httpyac newman
  for _ in $(seq $few); do printf 'GET %s\n\n?? status == 200\n?? body status == UP\n?? header content-type == application/json\n###\n' "$url"; done >"$work/gets.http"
  cat >"$work/gets.json" <<JSON
{"info":{"name":"gets","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[{"name":"get",
"request":{"method":"GET","url":"$url"},"event":[{"listen":"test","script":{"exec":["pm.test('a',()=>pm.response.to.have.status(200));",
"pm.test('b',()=>pm.expect(pm.response.json().status).to.eql('UP'));","pm.test('c',()=>pm.expect(pm.response.headers.get('content-type')).to.eql('application/json'));"]}}]}]}
JSON
  for peer in httpyac newman; do
    version=$(node -p "require('$work/npm/node_modules/$peer/package.json').version")
    case $peer in httpyac) args="send $work/gets.http --all" ;; newman) args="run $work/gets.json -n $few" ;; esac
    # shellcheck disable=SC2086 # arguments
    read -r took peak < <(measure "$work/npm/node_modules/.bin/$peer" $args)
    say "$peer $version, $few requests" $few "$took" "$peak"
  done
fi
