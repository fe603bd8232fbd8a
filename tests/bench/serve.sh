#!/usr/bin/env bash
# Measures `runner serve`: how late 10,000 schedules start at 100 fires a second, how many short runs a minute are sustained with history on
# SQLite, and the memory of an idle service with 1,000 schedules. Needs the built program (./build.sh), python3 and the sqlite3 module of it.
#   tests/bench/serve.sh [lateness|throughput|idle]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
runner=$root/artifacts/runner/runner
work=$(mktemp -d)
trap 'kill "${pid:-0}" 2>/dev/null || true; rm -rf "$work"' EXIT
export RUNNER_STORE=$work/runner.db

# files of $1 schedules each, $2 files, each schedule: $3 with %d as its number
project() {
  mkdir -p "$work/workflows"
  python3 - "$work/workflows" "$1" "$2" "$3" <<'PY'
import sys
folder, each, files, schedule = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
for file in range(files):
    with open(f"{folder}/check{file}.yaml", "w") as out:
        out.write("on:\n  schedule:\n")
        for i in range(each): out.write("    - " + schedule.replace("%d", str(file * each + i)) + "\n")
        out.write("steps: [{ uses: log, with: { message: hello } }]\n")
PY
}

serve() {
  (cd "$work" && exec "$runner" serve --log-level warn "$@") > "$work/log" 2>&1 &
  pid=$!
}

ask() {
  python3 - "$RUNNER_STORE" "$1" <<'PY'
import sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
for row in db.execute(sys.argv[2]): print(*row)
PY
}

lateness() {
  # Each schedule once in 100 s, at a moment of its own: 100 a second.
  project 100 100 '{ every: 100s, overlap: allow }'
  serve
  sleep "${SECONDS_OF_LATENESS:-60}"
  kill -TERM $pid; wait $pid || true
  python3 - "$RUNNER_STORE" <<'PY'
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute("SELECT started_at - due_at, due_at FROM runs WHERE started_at IS NOT NULL ORDER BY due_at").fetchall()
first = rows[0][1]
late = sorted(r[0] for r in rows if r[1] > first + 10000)
span = (rows[-1][1] - first) / 1000
at = lambda q: late[min(len(late) - 1, int(q * len(late)))]
print(f"lateness: {len(rows)} runs in {span:.0f} s ({len(rows)/span:.0f} a second); ms p50 {at(.5)} p95 {at(.95)} p99 {at(.99)} max {late[-1]}")
PY
  tail -3 "$work/log"
}

throughput() {
  # 200 schedules of every second are 200 runs wanted each second; what is done is what is sustained.
  project 10 "${FILES:-20}" '{ cron: "* * * * * *", overlap: allow }'
  serve
  sleep "${SECONDS_OF_THROUGHPUT:-60}"
  kill -TERM $pid; wait $pid || true
  python3 - "$RUNNER_STORE" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
rows = [r[0] for r in db.execute("SELECT finished_at FROM runs WHERE state = 'success' ORDER BY finished_at")]
left = db.execute("SELECT COUNT(*) FROM runs WHERE state != 'success'").fetchone()[0]
window = [t for t in rows if rows[0] + 10000 < t <= rows[-1] - 2000]
print(f"throughput: {len(window) * 60000 / (window[-1] - window[0]):.0f} runs a minute sustained, {len(rows)} ended, {left} not; {db.execute('SELECT COUNT(*) FROM events').fetchone()[0]} events kept")
PY
  tail -3 "$work/log"
}

idle() {
  project 10 100 '{ cron: "0 0 29 2 *" }'
  serve
  sleep 20
  echo "idle: $(awk '/VmRSS/ { print int($2 / 1024) }' /proc/$pid/status) MB resident with 1,000 schedules"
  kill -TERM $pid; wait $pid || true
}

for what in "${@:-lateness}"; do
  rm -rf "$work/workflows" "$work"/runner.db*
  "$what"
done
