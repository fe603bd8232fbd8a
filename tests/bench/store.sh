#!/usr/bin/env bash
# The run store: runs of three steps a minute through the queue and the recorder, then listing and filtering among them.
#   tests/bench/store.sh [--runs N] [--at-once N] [LOCATION]
# LOCATION is a PostgreSQL URL of an empty database, or the path of a SQLite file; without it, a new file in artifacts/bench.
set -euo pipefail
cd "$(dirname "$0")/../.."
runs=100000
at_once=50
location=
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=$2; shift 2 ;;
    --at-once) at_once=$2; shift 2 ;;
    -*) echo "usage: store.sh [--runs N] [--at-once N] [LOCATION]" >&2; exit 2 ;;
    *) location=$1; shift ;;
  esac
done

work=artifacts/bench
mkdir -p $work
dotnet publish tests/bench/store/store.csproj -c Release --use-current-runtime -o $work/store --artifacts-path $work/obj -v quiet --nologo
if [ -z "$location" ]; then
  rm -f $work/runs.db*
  location=$work/runs.db
fi
exec $work/store/store "$location" "$runs" "$at_once"
