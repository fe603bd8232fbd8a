#!/bin/sh
# What client-gen makes of a folder of OpenAPI documents: bytes of source and seconds for each, as the shipped program does it. With NSwag on the
# PATH (npm install nswag, then NSWAG=node_modules/.bin/nswag) the same by it. Usage: tests/bench/client-gen.sh FOLDER
set -eu
folder=${1:?usage: tests/bench/client-gen.sh FOLDER, with OpenAPI documents in it}
runner=$(cd "$(dirname "$0")/../.." && pwd)/runner
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seconds() { # of a command, or "fails"
  start=$(date +%s.%N)
  if timeout 60 "$@" >"$work/log" 2>&1; then echo "$(date +%s.%N) $start" | awk '{ printf "%.2f", $1 - $2 }'; else echo fails; fi
}
bytes() { find "$1" -name '*.cs' -exec cat {} + 2>/dev/null | wc -c; }
printf '%-34s %9s %8s' document bytes seconds
[ -n "${NSWAG:-}" ] && printf ' %11s %8s' 'NSwag bytes' seconds
echo
for document in "$folder"/*; do
  name=$(basename "$document")
  taken=$(seconds "$runner" gen client "$document" -o "$work/ours/$name" --namespace Bench.Api)
  printf '%-34s %9s %8s' "$name" "$(bytes "$work/ours/$name")" "$taken"
  if [ -n "${NSWAG:-}" ]; then
    mkdir -p "$work/nswag/$name"
    taken=$(seconds "$NSWAG" openapi2csclient "/input:$document" "/output:$work/nswag/$name/Client.cs" /namespace:Bench.Api /jsonLibrary:SystemTextJson ${NSWAG_RUNTIME:-})
    printf ' %11s %8s' "$(bytes "$work/nswag/$name")" "$taken"
  fi
  echo
done
printf '%-34s %9s' total "$(bytes "$work/ours")"
[ -n "${NSWAG:-}" ] && printf ' %8s %11s' '' "$(bytes "$work/nswag")"
echo
