#!/usr/bin/env bash
# How many WebSockets one workflow holds open at once, what that takes, and how long. Usage: websockets.sh [COUNT, default 10000]
# A server of npm's ws runs in a process of its own; it is asked how many were open at the same moment. Needs ./build.sh,
# node, and `npm --prefix tests/peers ci`.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-10000}
runner=artifacts/runner/runner
[ -x $runner ] || { echo "websockets: call ./build.sh first" >&2; exit 2; }
[ -d tests/peers/node_modules/ws ] || { echo "websockets: call npm --prefix tests/peers ci first" >&2; exit 2; }

# Each connection is a file for both processes.
ulimit -Sn "$(ulimit -Hn)"
files=$(ulimit -Sn)
if [ "$files" != unlimited ] && [ "$files" -lt $((count + 200)) ]; then
  echo "websockets: this shell may open $files files, and $count connections need $((count + 200)): raise the hard limit (ulimit -Hn)" >&2
  exit 2
fi

work=$(mktemp -d)
cleanup() { [ -z "${peer:-}" ] || kill "$peer" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
node tests/peers/ws-peer.mjs "$port" >/dev/null &
peer=$!
for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break || sleep 0.1; done

cat >"$work/open.yaml" <<YAML
jobs:
  open:
    for-each: \${{ range(0, $count) }}
    as: number
    max-parallel: $count
    steps:
      - id: socket
        uses: websocket.connect
        with: { url: "ws://127.0.0.1:$port/gather/$count", connect-timeout: 60s }
      - uses: websocket.send
        with: { connection: socket, text: "I am \${{ number }}" }
      - uses: websocket.receive
        with: { connection: socket, until: { text: "I am \${{ number }}" }, wait: 120s }
      - uses: websocket.receive
        with: { connection: socket, until: { text: all are here }, wait: 300s }
      - uses: websocket.close
        with: { connection: socket, wait: 60s }
        expect: result.code == 1000 && result.clean
YAML
started=$(date +%s.%N)
"$runner" run "$work/open.yaml" >"$work/log" 2>&1 &
run=$!
while kill -0 $run 2>/dev/null; do
  rss=$(awk '/VmHWM/ { print $2 }' /proc/$run/status 2>/dev/null) && [ -n "$rss" ] && highest=$rss
  sleep 0.2
done
status=0
wait $run || status=$?
seconds=$(awk -v a="$started" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
most=$(cd tests/peers && node --input-type=module -e "import { WebSocket } from 'ws'; new WebSocket('ws://127.0.0.1:$port/most').on('message', m => { console.log(JSON.parse(m).most); process.exit(); })")
tail -n 3 "$work/log"
echo "$most of $count WebSockets open at once, says the server; $seconds s in all; runner's memory $((highest / 1024)) MiB at most ($((highest / count)) KiB a connection, the program included); exit code $status"
[ "$status" -eq 0 ] && [ "$most" -ge "$count" ]
