using BenchmarkDotNet.Running;
using Runner.Benchmarks.Throughput;

// `throughput` compares whole loops in one process; everything else is BenchmarkDotNet's: --filter '*Expression*', --list flat.
if (args is ["throughput", ..]) return await ThroughputComparison.RunAsync(args.AsSpan(1).ToArray());
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
