using System.Diagnostics;
using System.Text.Json;
using Runner.Plugins.Tests.Peers;
using Runner.ScanLab.Links;
using Runner.ScanLab.Namespaces;

namespace Runner.Plugins.Tests.Scan;

/// <summary>
/// A network of a test's own: two network namespaces, scanner and target, and a link between them with delay, loss and a bottleneck
/// as the test wants them. tests/Runner.ScanLab makes it in a process of its own and says in its Program.cs what it can be told.
/// Programs are scanned and scan inside it through <see cref="RunAsync"/>. Code of the test process runs inside through
/// <see cref="Inside{T}"/> only when it is synchronous and leaves the thread pool alone: a thread that the pool makes for it would
/// stay in the namespace and carry other tests' sockets there.
/// </summary>
sealed class ScanLab : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Process process;
    readonly JsonElement ready;

    ScanLab(Process process, JsonElement ready) => (this.process, this.ready) = (process, ready);

    /// <summary>The target's main address.</summary>
    public string Address => ready.GetProperty("address").GetString()!;

    /// <summary>The target's main address of IPv6.</summary>
    public string Address6 => ready.GetProperty("address6").GetString()!;

    /// <summary>The namespace that is scanned from, for <c>nsenter --net=</c>.</summary>
    public string Scanner => ready.GetProperty("scanner").GetString()!;

    /// <summary>The namespace that is scanned.</summary>
    public string Target => ready.GetProperty("target").GetString()!;

    /// <summary>The lab's process.</summary>
    public int ProcessId => process.Id;

    /// <summary>Makes a network. The test is skipped where there is no root, or where the system has no namespaces for it.</summary>
    /// <param name="link">Such as <c>delay=10ms loss=0.01 rate=5000 queue=100 seed=1</c>; a plain, fast one when empty.</param>
    /// <param name="commands">What to tell it at once.</param>
    public static async Task<ScanLab> StartAsync(string link = "", params IEnumerable<string> commands)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "network namespaces need Linux and root");
        foreach (var program in new[] { "ip", "nft", "nsenter" }) PeerProcess.Require(program);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Runner.ScanLab"), link.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var words = (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience))?.Split(' ', 2) ?? [];
        if (words is ["cannot", var reason])
        {
            process.Dispose();
            Assert.Skip($"no lab: {reason}");
        }
        words[0].ShouldBe("ready");
        var lab = new ScanLab(process, JsonDocument.Parse(words[1]).RootElement);
        foreach (var command in commands) await lab.TellAsync(command);
        return lab;
    }

    /// <summary>Tells the lab something, and what it answers.</summary>
    public async Task<string> TellAsync(string command)
    {
        await process.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
        var answer = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? "";
        return answer.StartsWith("ok", StringComparison.Ordinal) ? answer[2..].Trim() : throw new InvalidOperationException($"{command}: {answer}");
    }

    /// <summary>What became of the packets: to the target, and back.</summary>
    public async Task<IReadOnlyList<LinkCounts>> CountsAsync() =>
        JsonSerializer.Deserialize<LinkCounts[]>(await TellAsync("counts"), JsonSerializerOptions.Web)!;

    /// <summary>Runs a program in the scanner's namespace to its end.</summary>
    public Task<ProgramRun> RunAsync(string program, params IEnumerable<string> arguments) =>
        ProgramRun.ToEndAsync("nsenter", null, [$"--net={Scanner}", "--", PeerProcess.Require(program), .. arguments]);

    /// <summary>Starts a server program in the target's namespace; it is up to the test to wait until it listens.</summary>
    public Task<PeerProcess> ServeAsync(string program, params IEnumerable<string> arguments) =>
        PeerProcess.StartAsync("nsenter", [$"--net={Target}", "--", PeerProcess.Require(program), .. arguments], 0);

    /// <summary>Runs synchronous code in the scanner's namespace, on a thread of its own.</summary>
    public T Inside<T>(Func<T> work) => NetworkNamespace.RunIn(Scanner, work);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }
}
