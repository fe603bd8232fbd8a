using BenchmarkDotNet.Running;
using Runner.Benchmarks.Scripts;
using Runner.Benchmarks.Throughput;

// `throughput` compares whole loops in one process, `script-memory` says what memory does over many runs of scripts; everything else is BenchmarkDotNet's: --filter '*Expression*', --list flat.
if (args is ["throughput", ..]) return await ThroughputComparison.RunAsync(args.AsSpan(1).ToArray());
if (args is ["script-memory", ..]) return await ScriptMemory.RunAsync(args[1..]);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
