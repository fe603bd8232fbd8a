using System.ComponentModel;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Probing;

/// <summary>
/// A network namespace for one test: nothing but a loopback of its own, so that a scan meets nobody else's ports. The test's thread
/// is moved into it, with the sockets that it makes and the programs that it starts; the namespace ends with the thread.
/// </summary>
static class PrivateNetwork
{
    const int NewNetwork = 0x40000000;

    public static void Run(Action test)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "network namespaces are of Linux");
        Assert.SkipUnless(Environment.UserName == "root", "only root may make a network namespace");
        PeerProcess.Require("ip");
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Unshare(NewNetwork) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
                Ip("link set lo up");
                test();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    public static void Ip(string arguments) => Start("ip", arguments.Split(' '));

    public static void Rules(string rules)
    {
        using var folder = new PeerFolder();
        Start("nft", ["-f", folder.Write("rules", rules)]);
    }

    public static void Start(string program, string[] arguments)
    {
        // Not through a task: the program is to be started by this thread, in its namespace.
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(PeerProcess.Require(program), arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {said}");
    }

    [DllImport("libc", EntryPoint = "unshare", SetLastError = true)]
    static extern int Unshare(int flags);
}
