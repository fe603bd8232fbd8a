#!/usr/bin/env bash
# Builds everything, runs every test, prints the line coverage of src and plugins, and ends with
# "N passed, N failed, N skipped". Arguments go to `dotnet test`: ./test.sh --filter Retry
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
results=TestResults
minimum=85

command -v dotnet >/dev/null || { echo "test: the .NET SDK 10 is needed" >&2; exit 2; }
rm -rf "$results"
# Debian packages: the peers that tests talk to (nobody here wrote them), time zones for schedules, node for tests/schema.
packages=(curl lighttpd nginx-light python3-httpbin python3-gunicorn squid python3-websockets dnsmasq mosquitto chrony microsocks openssl procps busybox tcsh fish
  iputils-ping tzdata faketime socat netcat-openbsd libnginx-mod-mail python3-pyftpdlib python3-openssl
  postgresql iproute2 openssh-server openssh-client rsync sudo
  nmap ndiff nftables redis-server memcached mariadb-server-core slapd bind9 snmpd tinyproxy ngircd prosody haproxy nats-server beanstalkd vsftpd
  exim4-daemon-light dovecot-imapd dovecot-pop3d samba tigervnc-standalone-server xrdp etcd-server kamailio apache2-bin cups-daemon
  dante-server dropbear-bin prometheus-node-exporter git)
command -v npm >/dev/null || packages+=(nodejs npm)
install_packages() {
  local missing
  missing=$(for package in "${packages[@]}"; do dpkg -s "$package" >/dev/null 2>&1 || echo "$package"; done)
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086 # one word each
  { apt-get -qq update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing; } >/dev/null
}
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && command -v dpkg >/dev/null; then
  echo "== packages"
  install_packages || echo "test: apt could not install all peers; tests that miss one are skipped" >&2
fi

echo "== build"
dotnet build Runner.sln --verbosity quiet
dotnet build examples/plugins/dns/Dns.sln --verbosity quiet
# The end-to-end tests start the program as it ships.
./build.sh

# A validator of JSON Schema and a language server, for the tests of `runner schema`, and a WebSocket server; once for each
# lock. Without them those tests are skipped, and say so.
install_node_peers() {
  local folder=$1 lock=$1/node_modules/.installed
  command -v npm >/dev/null || { echo "test: npm is not there" >&2; return 0; }
  cmp -s "$lock" "$folder/package-lock.json" && return 0
  if npm --prefix "$folder" ci --loglevel=error; then cp "$folder/package-lock.json" "$lock"; fi
}
echo "== node"
install_node_peers tests/schema
install_node_peers tests/peers

echo "== test"
failed=0
dotnet test Runner.sln --no-build --verbosity quiet --results-directory "$results" --logger trx \
  --collect "XPlat Code Coverage" --settings tests/coverage.runsettings "$@" || failed=$?

echo "== coverage"
dotnet tool restore --verbosity quiet >/dev/null
dotnet reportgenerator "-reports:$results/*/coverage.cobertura.xml" "-targetdir:$results/coverage" "-reporttypes:TextSummary;Html" -verbosity:Error
grep -E '^  (Line coverage|Covered lines|Coverable lines)' "$results/coverage/Summary.txt"
coverage=$(sed -n 's/^  Line coverage: \([0-9]*\).*/\1/p' "$results/coverage/Summary.txt")

sum() { cat "$results"/*.trx | { grep -o "<Counters[^>]*" || true; } | { grep -o " $1=\"[0-9]*\"" || true; } | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(sum passed)
broken=$(sum failed)
skipped=$(( $(sum total) - $(sum executed) ))
if [ $# -eq 0 ] && [ "$coverage" -lt $minimum ]; then
  echo "coverage: $coverage % of lines; at least $minimum % is wanted" >&2
  failed=1
fi
reasons=$(awk '/outcome="NotExecuted"/ { skipped = 1 } skipped && /<Message>/ { gsub(/^ *<Message>|<\/Message>$/, ""); print "skipped: " $0; skipped = 0 }' "$results"/*.trx | sort | uniq -c)
[ -z "$reasons" ] || echo "$reasons"
# A test whose peer is not there says "missing peer: ..." as its reason for being skipped.
if [ "${CI:-}" = true ] && [[ $reasons == *"missing peer:"* ]]; then
  echo "under CI every peer must be there" >&2
  failed=1
fi
echo "$passed passed, $broken failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ] && [ "$passed" -gt 0 ]
