#!/usr/bin/env bash
# Scripts as whole programs, side by side: a cached script that does one GET on loopback (`runner run get.csx`); the same as a
# console application compiled ahead (ReadyToRun), both with the machine's runtime and with one of its own as Runner has it; the same
# as `dotnet run get.cs`, unchanged since it was built; and a script that has changed, which is compiled and run. All in turn, in one run,
# so that whatever else the machine does falls on all of them. The limits are those of docs/performance.md; it ends with 1 when one is missed.
#   tests/bench/scripts.sh [--rounds N]
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=20
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    *) sed -n '6s/^# *//p' "$0" >&2; exit 2 ;;
  esac
done
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
./runner --version >/dev/null
runner=$PWD/artifacts/runner/runner

built=$PWD/artifacts/bench
mkdir -p "$built"
publish() { # folder options...
  local out=$built/$1
  shift
  [ -x "$out/bare" ] || dotnet publish tests/bench/bare/bare.csproj -c Release --use-current-runtime -o "$out" --artifacts-path "$built/obj-$(basename "$out")" -v quiet --nologo "$@"
}
publish bare
publish bare-own --self-contained true

work=$(mktemp -d /tmp/scriptbench.XXXX)
coproc server { exec "$built/bare/bare" --serve; }
trap 'kill $server_PID 2>/dev/null || true; rm -rf "$work"' EXIT
read -r port <&"${server[0]}"
url=http://127.0.0.1:$port/
export XDG_CACHE_HOME=$work/cache
cat >"$work/get.csx" <<'CSX'
var answer = await Run(new Http.Get { Url = Inputs["url"] });
Log($"{answer.Status} {answer.Body}");
CSX
cat >"$work/get.cs" <<'CS'
using var http = new HttpClient();
using var response = await http.GetAsync(args[0]);
Console.WriteLine($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
return response.IsSuccessStatusCode ? 0 : 1;
CS

# Microseconds that a command takes as a whole process; it must succeed.
took() {
  local start=$EPOCHREALTIME
  "$@" >"$work/out" 2>"$work/err" || { echo "failed: $*" >&2; cat "$work/out" "$work/err" >&2; exit 1; }
  local end=$EPOCHREALTIME
  echo $(( ${end/[.,]/} - ${start/[.,]/} ))
}
median() { sort -n "$work/t.$1" | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.1f", m / 1000 }'; }
row() { printf '%-58s median %8s ms\n' "$2" "$(median "$1")"; }
change() { sed "1i // round $1" "$work/get.csx" >"$work/changed.csx"; }

cached() { took "$runner" run "$work/get.csx" --input url="$url"; }
ahead() { took "$built/bare/bare" "$url"; }
ahead_own() { took "$built/bare-own/bare" "$url"; }
dotnet_run() { took dotnet run "$work/get.cs" -- "$url"; }
changed() { took "$runner" run "$work/changed.csx" --input url="$url"; }

change 0
for warm in cached ahead ahead_own dotnet_run changed; do $warm >/dev/null; done
for round in $(seq "$rounds"); do
  change "$round"
  for each in cached ahead ahead_own dotnet_run changed; do $each >>"$work/t.$each"; done
done

echo "$rounds rounds, $(dotnet --version), $(nproc) cores"
row cached "runner run get.csx, cached"
row ahead "ReadyToRun console application, the machine's runtime"
row ahead_own "ReadyToRun console application, self-contained"
row dotnet_run "dotnet run get.cs, unchanged"
row changed "runner run get.csx, changed: compiled and run"
a=$(median cached) b=$(printf '%s\n%s\n' "$(median ahead)" "$(median ahead_own)" | sort -n | head -1) c=$(median dotnet_run) d=$(median changed)
awk -v a="$a" -v b="$b" -v c="$c" -v d="$d" '
  function judge(what, is, limit) { printf "%-58s %.2f  (limit %s)%s\n", what, is, limit, is <= limit ? "" : "  MISSED"; if (is > limit) missed = 1 }
  BEGIN {
    judge("cached, by the faster console application", a / b, 1.3)
    judge("cached, by dotnet run", a / c, 0.5)
    judge("changed, in seconds", d / 1000, 1.2)
    exit missed
  }'
