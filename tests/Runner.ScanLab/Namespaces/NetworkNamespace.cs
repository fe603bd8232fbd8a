using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Runner.ScanLab.Namespaces;

/// <summary>
/// A network namespace without a name: this process's descriptor holds it, so that the kernel removes it with all that is in it when
/// the process ends, however it ends. Others reach it by <see cref="Path"/>.
/// </summary>
sealed class NetworkNamespace
{
    readonly int descriptor;

    public NetworkNamespace() => descriptor = OnThread(() =>
    {
        if (Libc.Unshare(Libc.CloneNewNet) != 0) throw new LabException($"no network namespace can be made here: {Libc.LastError}");
        var opened = Libc.Open("/proc/thread-self/ns/net", Libc.CloseOnExec);
        return opened >= 0 ? opened : throw new LabException($"/proc/thread-self/ns/net: {Libc.LastError}");
    });

    /// <summary>What <c>nsenter --net=</c> and setns(2) take, from any process of the same user.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{descriptor.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>
    /// Runs something inside, on a thread of its own: a namespace belongs to a thread and is inherited by the threads and processes that
    /// it starts. What runs must make its sockets itself and leave the thread pool alone, whose new threads would be in here for good.
    /// </summary>
    public T Run<T>(Func<T> work) => RunIn(Path, work);

    /// <summary>As <see cref="Run{T}"/>, in the namespace of another process.</summary>
    public static T RunIn<T>(string path, Func<T> work) => OnThread(() =>
    {
        var opened = Libc.Open(path, Libc.CloseOnExec);
        if (opened < 0) throw new LabException($"{path}: {Libc.LastError}");
        var entered = Libc.SetNamespace(opened, Libc.CloneNewNet) == 0;
        var error = Libc.LastError;
        _ = Libc.Close(opened);
        return entered ? work() : throw new LabException($"setns: {error}");
    });

    /// <summary>Runs a program inside to its end, and fails as it does.</summary>
    public string Run(string program, IEnumerable<string> arguments, string input = "") => Run(() =>
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] += ":/usr/sbin:/sbin";
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new LabException($"{program} {string.Join(' ', start.ArgumentList)}: {errors.ReplaceLineEndings(" ").Trim()}");
    });

    static T OnThread<T>(Func<T> work)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work();
            }
            catch (Exception thrown) when (thrown is not OutOfMemoryException)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
