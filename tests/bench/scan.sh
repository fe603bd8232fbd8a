#!/usr/bin/env bash
# Scanners as whole programs, side by side, in network namespaces that tests/Runner.ScanLab makes (root, Linux): nmap -sT, nmap -sS,
# masscan where it fits, and Runner by connections and by SYN. Each case prints a row: medians in seconds, the ratio of ours to nmap's
# of the same kind, and how many open ports were missed in all rounds.
# nmap is told -T4 -n, and -Pn where the targets are known to be there; its retries are its own. masscan is told the rate, since it has
# no other. Runner is told targets and ports, and --discovery none where nmap is told -Pn.
# Debian: nmap masscan nftables iproute2 util-linux.
#   tests/bench/scan.sh [--rounds N] [--peer-rounds N] [--beyond] [--only loopback|far|lossy|bottleneck|hosts|dead|dead-routed]
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=5 peer_rounds=1 only= address=10.77.0.2
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --peer-rounds) peer_rounds=$2; shift 2 ;;
    # The target as one behind a router, where Runner holds itself to 5,000 packets a second.
    --beyond) address=10.78.0.1; shift ;;
    --only) only=$2; shift 2 ;;
    *) sed -n '8s/^# *//p' "$0" >&2; exit 2 ;;
  esac
done
PATH=$PATH:/usr/sbin
[ "$(id -u)" = 0 ] || { echo "scan.sh: network namespaces need root" >&2; exit 2; }
for program in nmap masscan nft ip nsenter; do
  command -v $program >/dev/null || { echo "scan.sh: $program is needed (apt install nmap masscan nftables iproute2 util-linux)" >&2; exit 2; }
done
./runner --version >/dev/null
runner=$PWD/artifacts/runner/runner
dotnet build -c Release -v quiet --nologo tests/Runner.ScanLab >/dev/null
lab=$PWD/artifacts/bin/Runner.ScanLab/release/Runner.ScanLab
work=$(mktemp -d /tmp/scanbench.XXXX)
trap 'stop_lab; rm -rf "$work"' EXIT

start_lab() { # link...
  coproc LAB { exec "$lab" "$@"; }
  read -r words <&"${LAB[0]}"
  case $words in ready*) ;; *) echo "scan.sh: no lab: $words" >&2; exit 2 ;; esac
  scanner=$(sed 's/.*"scanner":"\([^"]*\)".*/\1/' <<<"$words")
}
stop_lab() {
  [ -n "${LAB_PID:-}" ] || return 0
  local pid=$LAB_PID
  eval "exec ${LAB[1]}>&-"
  wait "$pid" 2>/dev/null || true
}
tell() {
  local answer
  echo "$*" >&"${LAB[1]}"
  read -r answer <&"${LAB[0]}"
  case $answer in ok*) ;; *) echo "scan.sh: $*: $answer" >&2; exit 1 ;; esac
}
inside() { nsenter --net="$scanner" -- "$@"; }

median() { sort -n | awk '{ v[NR] = $1 } END { if (!NR) exit; m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.2f", m / 1e6 }'; }
# A round of a scanner: its time goes to t.NAME, the open ports that it missed to m.NAME.
measure() { # name expected command...
  local name=$1 expected=$2 start end found
  shift 2
  rm -f "$work/found"
  start=$EPOCHREALTIME
  (cd "$work" && inside "$@") >"$work/out" 2>"$work/err" || { echo "scan.sh: $name failed:" >&2; tail -n 5 "$work/out" "$work/err" >&2; echo failed >"$work/f.$name"; return 0; }
  end=$EPOCHREALTIME
  echo $(( ${end/[.,]/} - ${start/[.,]/} )) >>"$work/t.$name"
  found=$({ grep -hoE 'state="open"|"state": ?"open"|^open tcp [0-9]+ [0-9.]+' "$work/found" "$work/out" 2>/dev/null || true; } | wc -l)
  echo $(( expected - found )) >>"$work/m.$name"
}
seconds() { [ -s "$work/t.$1" ] && median <"$work/t.$1" || echo "-"; }
missed() { [ -s "$work/m.$1" ] && awk '{ n += $1 } END { print n " in " NR }' "$work/m.$1" || echo "-"; }
ratio() { [ "$1" = - ] || [ "$2" = - ] && echo "-" || awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a / b }'; }
# What all scanners are given: targets, ports, how many of them are open, and what nmap is told besides.
compare() { # title targets ports expected masscan-rate nmap-options...
  local title=$1 targets=$2 ports=$3 expected=$4 rate=$5 known= n
  shift 5
  [ "${1:-}" != -Pn ] || known="--discovery none"
  rm -f "$work"/t.* "$work"/m.* "$work"/f.*
  for n in $(seq $(( rounds > peer_rounds ? rounds : peer_rounds ))); do
    if [ "$n" -le "$peer_rounds" ]; then
      measure nmap-sT "$expected" nmap -sT -T4 -n "$@" -p "$ports" -oX "$work/found" "$targets"
      measure nmap-sS "$expected" nmap -sS -T4 -n "$@" -p "$ports" -oX "$work/found" "$targets"
      [ "$rate" = 0 ] || measure masscan "$expected" masscan --rate "$rate" --wait 1 -e lab0 --adapter-ip 10.77.0.1 --router-mac 02-4c-41-42-00-02 -p "$ports" -oL "$work/found" "$targets"
    fi
    if [ "$n" -le "$rounds" ]; then
      measure connect "$expected" "$runner" scan --connect $known --json -p "$ports" "$targets"
      measure syn "$expected" "$runner" scan --syn $known --json -p "$ports" "$targets"
    fi
  done
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$title" "$(seconds nmap-sT)" "$(seconds nmap-sS)" "$(seconds masscan)" "$(seconds connect)" "$(seconds syn)" \
    "$(ratio "$(seconds connect)" "$(seconds nmap-sT)")" "$(ratio "$(seconds syn)" "$(seconds nmap-sS)")" \
    "nmap $(missed nmap-sT), $(missed nmap-sS); masscan $(missed masscan); ours $(missed connect), $(missed syn)"
}
wants() { [ -z "$only" ] || [ "$only" = "$1" ]; }
# Ports from 100 to 10,000, or so many others, in equal steps.
spread() { # count from step
  seq -s , "$2" "$3" $(( $2 + ($1 - 1) * $3 ))
}
drop_but() { # ports that are open
  tell tcp "$1"
  tell filter "tcp dport { $1 } accept"
  tell filter "tcp dport 1-10000 drop"
  [ "$address" = 10.77.0.2 ] || tell addresses "$address"
}

echo "$(nmap --version | sed -n 's/^Nmap version \([^ ]*\).*/nmap \1/p'), $(masscan --version | sed -n 's/^Masscan version \([^ ]*\).*/masscan \1/p'), $("$runner" --version | sed -n 1p), $(nproc) cores, Linux $(uname -r); $rounds rounds of Runner, $peer_rounds of the others"
echo
echo "| case | nmap -sT | nmap -sS | masscan | Runner connect | Runner SYN | connect / -sT | SYN / -sS | open ports missed, in all rounds |"
echo "|---|---|---|---|---|---|---|---|---|"

if wants loopback; then
  start_lab
  tell in scanner tcp "$(spread 20 500 1500)"
  compare "127.0.0.1, 65,535 ports, 20 open" 127.0.0.1 1-65535 20 0 -Pn
  stop_lab
fi
if wants far; then
  start_lab --delay=10ms
  drop_but "$(spread 10 100 1000)"
  compare "20 ms away, 10,000 ports, DROP, 10 open" "$address" 1-10000 10 5000 -Pn
  stop_lab
fi
if wants lossy; then
  start_lab --delay=10ms --loss=0.01
  drop_but "$(spread 200 25 50)"
  compare "the same, 1 % loss, 200 open" "$address" 1-10000 200 5000 -Pn
  stop_lab
fi
if wants bottleneck; then
  start_lab --delay=10ms --rate=5000 --queue=250
  drop_but "$(spread 200 25 50)"
  compare "the same, 5,000 packets/s bottleneck, 200 open" "$address" 1-10000 200 5000 -Pn
  stop_lab
fi
if wants hosts; then
  start_lab
  tell addresses 10.77.1.1-254
  tell tcp 10,20,30,40,50
  compare "254 hosts x 100 ports" 10.77.1.1-254 1-100 1270 0 -Pn
  stop_lab
fi
if wants dead; then
  start_lab
  tell addresses 10.77.1.10-13
  tell tcp 10,20,30,40,50
  compare "254 addresses of the link, 250 of them dead, 100 ports" 10.77.1.1-254 1-100 20 0
  stop_lab
fi
if wants dead-routed; then
  start_lab --delay=1ms
  tell addresses 10.78.1.10-13
  tell tcp 10,20,30,40,50
  compare "254 addresses behind a router, 250 of them dead, 100 ports" 10.78.1.1-254 1-100 20 0
  stop_lab
fi
