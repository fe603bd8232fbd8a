using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan;

/// <summary>
/// A network namespace of its own: a thread that lives in it, where sockets are opened and programs started. It is gone with the
/// thread and the sockets, and no other test or program of the machine sees it.
/// </summary>
sealed partial class NetworkRoom : IDisposable
{
    const int NewNetwork = 0x40000000;

    readonly BlockingCollection<Action> work = [];
    readonly List<IDisposable> open = [];
    readonly Thread thread;
    readonly TaskCompletionSource<int> entered = new();

    /// <summary>Makes one with loopback up. The test is skipped where this process may not.</summary>
    public NetworkRoom()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "network namespaces are Linux's");
        PeerProcess.Require("ip");
        thread = new(Live) { IsBackground = true };
        thread.Start();
        Number = entered.Task.GetAwaiter().GetResult();
        if (Number == 0) work.Dispose();
        Assert.SkipWhen(Number == 0, "making a network namespace needs root");
        Shell("ip link set lo up");
    }

    /// <summary>Runs a test inside a room of its own: nothing but a loopback, so that a scan meets nobody else's ports.</summary>
    public static void Inside(Action<NetworkRoom> test)
    {
        using var room = new NetworkRoom();
        room.Run(() => test(room));
    }

    /// <summary>The thread's number, by which `ip` knows the namespace.</summary>
    public int Number { get; }

    /// <summary>Joins two rooms by a cable: <c>veth</c>, with an address each and the networks of them.</summary>
    public void Join(NetworkRoom other, string mine, string theirs, string name = "eth0")
    {
        Shell($"ip link add {name} type veth peer name {name} netns {other.Number}");
        foreach (var (room, addresses) in new[] { (this, mine), (other, theirs) })
        {
            foreach (var address in addresses.Split(' ')) room.Shell($"ip addr add {address} dev {name}{(address.Contains(':', StringComparison.Ordinal) ? " nodad" : "")}");
            room.Shell($"sysctl -qw net.ipv6.conf.{name}.accept_dad=0; ip link set {name} up");
        }

        // The first question of neighbour discovery after a link came up is lost, and the next one comes a second later.
        if (theirs.Split(' ').FirstOrDefault(each => each.Contains(':', StringComparison.Ordinal)) is not { } v6) return;
        var peer = v6[..v6.IndexOf('/', StringComparison.Ordinal)];
        PeerProcess.Require("ping");
        Shell($"ping -q -c 1 -w 10 {(peer.StartsWith("fe80", StringComparison.Ordinal) ? $"{peer}%{name}" : peer)}");
    }

    /// <summary>Does something inside.</summary>
    public T Run<T>(Func<T> act)
    {
        if (Thread.CurrentThread == thread) return act();
        var done = new TaskCompletionSource<T>();
        work.Add(() =>
        {
            try
            {
                done.SetResult(act());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    public void Run(Action act) => Run(() =>
    {
        act();
        return true;
    });

    /// <summary>Runs a command line inside by <c>sh</c>; what it wrote. One that fails fails the test.</summary>
    public string Shell(string command) => Run(() =>
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{command}: {output}{errors.Result}");
        return output;
    });

    /// <summary>Has somebody listen inside.</summary>
    public void Listen(string address, params ReadOnlySpan<int> ports)
    {
        foreach (var port in ports)
        {
            Run(() =>
            {
                var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
                socket.Listen(100);
                open.Add(socket);
            });
        }
    }

    /// <summary>Loads rules for the inside's firewall.</summary>
    public void Firewall(string rules)
    {
        PeerProcess.Require("nft");
        Shell($"nft '{rules}'");
    }

    /// <summary>Has the inside's firewall judge what comes in (or goes through, or out) by a rule.</summary>
    public void Filter(string rule, string hook = "input") =>
        Firewall($"add table inet f; add chain inet f {hook} {{ type filter hook {hook} priority 0; }}; add rule inet f {hook} {rule}");

    public void Dispose()
    {
        if (work.IsAddingCompleted) return;
        open.ForEach(each => each.Dispose());
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }

    void Live()
    {
        if (Unshare(NewNetwork) != 0)
        {
            entered.SetResult(0);
            return;
        }

        entered.SetResult(OwnNumber());
        foreach (var act in work.GetConsumingEnumerable()) act();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int OwnNumber();
}
