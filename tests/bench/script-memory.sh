#!/usr/bin/env bash
# Runs of five scripts in one process, as a service makes them: what memory is after each tenth of them, as a table.
#   tests/bench/script-memory.sh [RUNS]      5,000 runs without it
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -d artifacts/runner/plugins ] || ./build.sh
dotnet run -c Release --project tests/Runner.Benchmarks -- script-memory "${1:-5000}"
