#!/bin/sh
# Builds the program as it ships, into artifacts/runner: ReadyToRun code for Runner and the plugins, each plugin in a
# folder of its own with its manifest, found there like anybody's.
set -eu
cd "$(dirname "$0")"
out=artifacts/runner

if ! command -v dotnet >/dev/null 2>&1; then
  echo "runner: the .NET SDK 10 is needed, and there is no 'dotnet' on the PATH: https://dotnet.microsoft.com/download" >&2
  exit 2
fi

# One build at a time: two first calls side by side would write the same files.
mkdir -p artifacts
exec 9>artifacts/.build-lock
command -v flock >/dev/null 2>&1 && flock 9

echo "runner: building, this happens once ..."
log=artifacts/build.log
# Without the locks (9, and 8 of `runner`): the compiler's server outlives the build, and would keep them.
publish() {
  project=$1 output=$2
  shift 2
  dotnet publish "$project" --configuration Release --output "$output" --use-current-runtime --nologo --verbosity quiet "$@" >>"$log" 2>&1 8>&- 9>&- ||
    { cat "$log" >&2; echo "runner: the build failed; the log above says why" >&2; exit 2; }
}
: >"$log"
rm -rf "$out.new"
# One image of Runner and the framework together: code across their border is compiled ahead too (docs/adr/0004).
publish src/Runner.Cli/Runner.Cli.csproj "$out.new" --self-contained true -p:PublishReadyToRunComposite=true -p:PublishReadyToRunCrossgen2ExtraArgs=--instruction-set:native
for project in plugins/*/*.csproj; do
  name=$(basename "$(dirname "$project")")
  publish "$project" "$out.new/plugins/$name" --self-contained false -p:ShipsWithFramework=true
  "$out.new/runner" plugins manifest "$out.new/plugins/$name" >>"$log" 2>&1 || { cat "$log" >&2; exit 2; }
done
# Roslyn is in a folder of its own, compiled ahead: it comes in only when a script is new.
publish src/Runner.Scripting.Compiler/Runner.Scripting.Compiler.csproj "$out.new/compiler" --self-contained false
rm -rf "$out"
mv "$out.new" "$out"
# The program's time is what `runner` compares the sources with.
touch "$out/runner"
