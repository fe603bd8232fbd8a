#!/usr/bin/env bash
# ssh as whole programs, side by side, against sshd instances on addresses of loopback: commands on a fleet (cold and over
# connections that are open), one command after the other, ten thousand of them, many hosts in bounded memory, a large file, many small files.
# Peers: parallel-ssh, Ansible's raw module, sftp, rsync (Debian: pssh ansible openssh-client openssh-server rsync).
# As root give --user with an ordinary account to log in as: servers before OpenSSH 9.8 send no signals to commands of root, which
# costs each of them a process. Without root the servers give no terminals, which Ansible wants.
#   tests/bench/ssh.sh [--hosts N] [--rounds N] [--many N] [--size MiB] [--files N] [--user NAME] [--only cold|warm|one|execs|many|file|files]
set -euo pipefail
cd "$(dirname "$0")/../.."
hosts=50 rounds=5 many=500 size=1024 files=2000 only= user=$(id -un)
while [ $# -gt 0 ]; do
  case $1 in
    --hosts) hosts=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --many) many=$2; shift 2 ;;
    --size) size=$2; shift 2 ;;
    --files) files=$2; shift 2 ;;
    --user) user=$2; shift 2 ;;
    --only) only=$2; shift 2 ;;
    *) sed -n '7s/^# *//p' "$0" >&2; exit 2 ;;
  esac
done
PATH=$PATH:/usr/sbin
for program in sshd ssh sftp parallel-ssh ansible rsync; do
  command -v $program >/dev/null || { echo "ssh.sh: $program is needed (apt install openssh-server openssh-client pssh ansible rsync)" >&2; exit 2; }
done
./runner --version >/dev/null
runner=$PWD/artifacts/runner/runner

# Short: the path of a control socket has to fit in 108 bytes. In memory where there is such a folder: to make 2,000 files on a disk takes from
# 0.1 to 1.5 s, whoever does it.
lab=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/sshbench.XXXX")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
trap 'for pid in "$lab"/pid.*; do [ -f "$pid" ] && kill "$(cat "$pid")" 2>/dev/null; done; for s in "$lab"/cm-*; do [ -S "$s" ] && ssh -O exit -o ControlPath="$s" x 2>/dev/null; done; rm -rf "$lab"' EXIT
chmod 777 "$lab"
# Where a session of a user has its sockets, in memory likewise.
mkdir -m 700 "$lab/run"
export XDG_RUNTIME_DIR=$lab/run
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$lab/host"
ssh-keygen -q -t ed25519 -N '' -f "$lab/client"
cat >"$lab/sshd" <<CONF
Port $port
HostKey $lab/host
AuthorizedKeysFile $lab/client.pub
UsePAM no
StrictModes no
PermitRootLogin yes
PrintMotd no
MaxStartups 500
Subsystem sftp internal-sftp
# bash reads .bashrc for commands of sshd only where it is the outermost shell: what is in it is not what is measured.
SetEnv SHLVL=2
CONF
address() { echo "127.0.$(( $1 / 250 )).$(( $1 % 250 + 1 ))"; }
cat >"$lab/config" <<CONF
Host *
  User $user
  Port $port
  IdentityFile $lab/client
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile $lab/known
  GlobalKnownHostsFile none
CONF
# The peers' masters stay open, as their users set them up to be quick.
{ cat "$lab/config"; printf '  ControlMaster auto\n  ControlPersist 120\n  ControlPath %s/cm-%%C\n' "$lab"; } >"$lab/config-warm"
: >"$lab/known"
start() { # from to
  for i in $(seq "$1" "$2"); do
    a=$(address "$i")
    "$(command -v sshd)" -f "$lab/sshd" -o ListenAddress="$a" -o PidFile="$lab/pid.$i" -E "$lab/log"
    echo "[$a]:$port $(cut -d' ' -f1,2 "$lab/host.pub")" >>"$lab/known"
  done
}
list() { for i in $(seq 0 $(( $1 - 1 ))); do address "$i"; done; }
inventory() { # hosts file
  { echo "hosts:"; list "$1" | sed 's/.*/  &: {}/'; echo "groups: { all: { config: $lab/config } }"; } >"$2"
}
median() { sort -n | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.1f", m / 1000 }'; }
took() {
  local start=$EPOCHREALTIME
  "$@" >"$lab/out" 2>"$lab/err" || { echo "failed: $*" >&2; cat "$lab/out" "$lab/err" | tail -n 10 >&2; exit 1; }
  local end=$EPOCHREALTIME
  echo $(( ${end/[.,]/} - ${start/[.,]/} ))
}
# A row for each command, taken in turn so that whatever else the machine does falls on all of them.
declare -A commands
compare() { # name...
  for name in "$@"; do : >"$lab/t.$name"; done
  for _ in $(seq "$rounds"); do for name in "$@"; do eval "took ${commands[$name]}" >>"$lab/t.$name"; done; done
  for name in "$@"; do printf '  %-34s median %9s ms  (%s)\n' "$name" "$(median <"$lab/t.$name")" "$(tr '\n' ' ' <"$lab/t.$name" | awk '{ for (i = 1; i <= NF; i++) printf("%s%d", (i > 1 ? " " : ""), $i / 1000) }')"; done
}
wants() { [ -z "$only" ] || [ "$only" = "$1" ]; }

start 0 $(( hosts - 1 ))
list "$hosts" >"$lab/hosts"
inventory "$hosts" "$lab/inventory.yaml"
touch "$lab/ansible.cfg"
export ANSIBLE_HOST_KEY_CHECKING=True ANSIBLE_CONFIG=$lab/ansible.cfg ANSIBLE_PIPELINING=True
export ANSIBLE_SSH_ARGS="-F $lab/config-warm -o ControlMaster=auto -o ControlPersist=120"
export ANSIBLE_SSH_CONTROL_PATH_DIR=$lab/ansible
echo "$(ssh -V 2>&1), $(parallel-ssh --version), $(ansible --version | sed -n 1p), $(rsync --version | awk 'NR == 1 { print $1, $3 }'), $(nproc) cores"

if wants cold; then
  echo "$hosts hosts, no connection open yet"
  commands[parallel-ssh]="parallel-ssh -h $lab/hosts -p $hosts -x '-F $lab/config' true"
  commands[runner-exec]="$runner exec all --inventory $lab/inventory.yaml --forks $hosts -- true"
  compare parallel-ssh runner-exec
fi

if wants warm; then
  echo "$hosts hosts, connections open"
  cat >"$lab/warm.yaml" <<YAML
steps:
$(for i in $(seq 0 "$rounds"); do printf '  - { id: all%s, for-each: "${{ inventory.all }}", as: host, max-parallel: %s, uses: ssh.run, with: { host: "${{ host.name }}", command: "true" } }\n' "$i" "$hosts"; done)
YAML
  commands[parallel-ssh]="parallel-ssh -h $lab/hosts -p $hosts -x '-F $lab/config-warm' true"
  commands[ansible-raw]="ansible all -i $lab/hosts -m raw -a true -f $hosts"
  took parallel-ssh -h "$lab/hosts" -p "$hosts" -x "-F $lab/config-warm" true >/dev/null
  took ansible all -i "$lab/hosts" -m raw -a true -f "$hosts" >/dev/null
  compare parallel-ssh ansible-raw
  "$runner" run "$lab/warm.yaml" --inventory "$lab/inventory.yaml" --log json >"$lab/events"
  python3 - "$lab/events" <<'PY'
import json, statistics, sys
took = []
for line in open(sys.argv[1]):
    event = json.loads(line)
    step = event.get("step", {})
    step = step if isinstance(step, str) else step.get("path", "")
    if event["type"] == "step-finished" and step.startswith("main/all") and "[" not in step and not step.endswith("all0"):
        took.append(event["durationMs"])
print(f"  {'runner, ssh.run on all':34} median {statistics.median(took):9.1f} ms  ({' '.join(str(round(t)) for t in took)})")
PY
fi

if wants one; then
  echo "one command after the other on a connection that is open"
  cat >"$lab/one.yaml" <<YAML
steps:
  - { id: run, for-each: "\${{ range(0, 300) }}", max-parallel: 1, uses: ssh.run, with: { host: "$(address 0)", config: $lab/config, command: "true" } }
YAML
  "$runner" run "$lab/one.yaml" --log json >"$lab/events"
  python3 - "$lab/events" <<'PY'
import json, statistics, sys
took = [e["result"]["duration"] for e in map(json.loads, open(sys.argv[1])) if e["type"] == "step-finished" and "exitCode" in (e.get("result") or {})][20:]
print(f"  {'runner, ssh.run':34} median {statistics.median(took):9.2f} ms  ({len(took)} commands)")
PY
  took ssh -F "$lab/config-warm" "$(address 0)" true >/dev/null
  commands[ssh-over-its-master]="ssh -F $lab/config-warm $(address 0) true"
  compare ssh-over-its-master
fi

if wants execs; then
  echo "10,000 commands on one connection, 8 at once"
  cat >"$lab/execs.yaml" <<YAML
steps:
  - { for-each: "\${{ range(0, 10000) }}", max-parallel: 8, uses: ssh.run, with: { host: "$(address 0)", config: $lab/config, command: "true" } }
YAML
  "$runner" run "$lab/execs.yaml" --log json >"$lab/events" &
  pid=$! first=0 last=0 most=0
  while kill -0 $pid 2>/dev/null; do
    open=$(ls /proc/$pid/fd 2>/dev/null | wc -l)
    done=$(grep -c '"type":"step-finished"' "$lab/events" || true)
    if [ "$open" -gt 0 ] && [ "$done" -ge 200 ]; then
      [ $first != 0 ] || first=$open
      [ "$done" -gt 9900 ] || last=$open
      [ "$open" -le $most ] || most=$open
    fi
    sleep 0.2
  done
  wait $pid
  sleep 1
  echo "  descriptors of runner: $first after the first 200, $last before the end, $most at most; left behind: $(pgrep -c -f "ssh .*$lab/config" || true) processes"
  python3 - "$lab/events" <<'PY'
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
ended = [e for e in events if e["type"] == "step-finished" and "exitCode" in (e.get("result") or {})]
print(f"  {len(ended)} ended, {sum(e['result']['exitCode'] == 0 for e in ended)} of them well, in {round(events[-1]['durationMs'] / 1000, 1)} s")
PY
fi

if wants file; then
  echo "a file of $size MiB"
  head -c $(( size * 1024 * 1024 )) /dev/urandom >"$lab/big"
  transfer() { # name with
    cat >"$lab/$1.yaml" <<YAML
steps:
  - { uses: ssh.$1, with: { host: "$(address 0)", config: $lab/config, $2 } }
YAML
  }
  transfer upload "source: $lab/big, target: $lab/up"
  transfer download "source: $lab/big, target: $lab/down"
  echo "put $lab/big $lab/up" >"$lab/put"
  echo "get $lab/big $lab/down" >"$lab/get"
  # Both write a new file: sftp would write over the old one, whose memory is there already.
  commands[sftp-put]="eval 'rm -f $lab/up; sftp -q -F $lab/config -b $lab/put $(address 0)'"
  commands[sftp-get]="eval 'rm -f $lab/down; sftp -q -F $lab/config -b $lab/get $(address 0)'"
  commands[runner-upload]="eval 'rm -f $lab/up; $runner run $lab/upload.yaml'"
  commands[runner-download]="eval 'rm -f $lab/down; $runner run $lab/download.yaml'"
  compare sftp-put runner-upload sftp-get runner-download
  cmp "$lab/big" "$lab/down"; cmp "$lab/big" "$lab/up"
  rm -f "$lab/big" "$lab/up" "$lab/down"
fi

if wants files; then
  echo "$files small files"
  mkdir "$lab/small"
  for i in $(seq "$files"); do head -c 2000 /dev/urandom >"$lab/small/file-$i.txt"; done
  cat >"$lab/files.yaml" <<YAML
steps:
  - { uses: ssh.upload, with: { host: "$(address 0)", config: $lab/config, source: $lab/small, target: $lab/small-up, recursive: true } }
YAML
  cat >"$lab/fetch.yaml" <<YAML
steps:
  - { uses: ssh.download, with: { host: "$(address 0)", config: $lab/config, source: $lab/small, target: $lab/small-down, recursive: true } }
YAML
  commands[rsync-up]="eval 'rm -rf $lab/small-rsync; rsync -a -e \"ssh -F $lab/config\" $lab/small/ $(address 0):$lab/small-rsync/'"
  commands[runner-upload-recursive]="eval 'rm -rf $lab/small-up; $runner run $lab/files.yaml'"
  commands[rsync-down]="eval 'rm -rf $lab/small-rsync; rsync -a -e \"ssh -F $lab/config\" $(address 0):$lab/small/ $lab/small-rsync/'"
  commands[runner-download-recursive]="eval 'rm -rf $lab/small-down; $runner run $lab/fetch.yaml'"
  compare rsync-up runner-upload-recursive
  rm -rf "$lab/small-rsync"
  compare rsync-down runner-download-recursive
  diff -r "$lab/small" "$lab/small-up"
  diff -r "$lab/small" "$lab/small-down"
fi

if wants many; then
  start "$hosts" $(( many - 1 ))
  inventory "$many" "$lab/many.yaml"
  echo "$many hosts, 50 at once"
  "$runner" exec all --inventory "$lab/many.yaml" --forks 50 --log json -- true >"$lab/events" &
  pid=$! peak=0 most=0
  while kill -0 $pid 2>/dev/null; do
    now=$(awk '/VmRSS/ { print $2 }' /proc/$pid/status 2>/dev/null || echo 0)
    masters=$(pgrep -c -f "ssh .*$lab/config" || true)
    [ "${now:-0}" -le $peak ] || peak=$now
    [ "$masters" -le $most ] || most=$masters
    sleep 0.1
  done
  wait $pid
  echo "  runner: $(( peak / 1024 )) MiB at most, at most $most ssh processes beside it; $(tail -1 "$lab/events" | python3 -c 'import json, sys; e = json.loads(sys.stdin.read()); print(e["succeeded"], "succeeded in", round(e["durationMs"]), "ms")')"
fi
