#!/bin/sh
# Kills real `runner serve` processes at random moments and checks what they promised: tests/bench/soak.sh [kills] [sqlite|postgres]
# Without a store, SQLite with one process and then PostgreSQL with three. RUNNER_SOAK_SEED repeats the moments of an earlier soak.
set -eu
cd "$(dirname "$0")/../.."
kills=${1:-200}
dotnet build tests/Runner.Service.Tests -v q
for store in ${2:-sqlite postgres}; do
    RUNNER_SOAK_KILLS=$kills RUNNER_SOAK_STORE=$store artifacts/bin/Runner.Service.Tests/debug/Runner.Service.Tests \
        -method '*Processes_killed_at_random_moments*' -showLiveOutput
done
