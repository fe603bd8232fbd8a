using System.Runtime.CompilerServices;

namespace Runner.Cli.Tests.Fixtures;

/// <summary>A command blocks the thread that it is called on, as it does a program's main thread; here those are the pool's.</summary>
static class Threads
{
    [ModuleInitializer]
    internal static void KeepSomeForWork() => ThreadPool.SetMinThreads(32, 32);
}
