using System.Diagnostics;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Finds out whether ports are open, by connecting to them.</summary>
/// <example><code>
/// var ssh = await PortProber.ProbeAsync("192.0.2.1", 22, bannerWait: TimeSpan.FromSeconds(2));
/// Console.WriteLine($"{ssh.State} {ssh.Banner}");
/// </code></example>
public static class PortProber
{
    /// <summary>Nobody says hello with more.</summary>
    const int MaxBanner = 4096;

    static readonly TimeSpan BannerSilence = TimeSpan.FromMilliseconds(100);

    /// <summary>Tries one port. That it is not open is no error.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port.</param>
    /// <param name="options">How to connect; null for the usual way.</param>
    /// <param name="bannerWait">How long to listen for what the server says first; null not to.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    public static async ValueTask<PortProbe> ProbeAsync(
        string host, int port, TcpClientOptions? options = null, TimeSpan? bannerWait = null, CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var client = await TcpClient.ConnectAsync(host, port, options, cancel).ConfigureAwait(false);
            await using var closing = client.ConfigureAwait(false);
            var banner = bannerWait is { } wait ? await BannerAsync(client, wait, cancel).ConfigureAwait(false) : null;
            return new(port, TcpPortState.Open, client.Remote, client.Timings.Dns, client.Timings.Connect, banner, null);
        }
        catch (Exception failure) when (failure is ConnectionFailedException or NetworkTimeoutException)
        {
            return new(port, StateOf(failure), null, default, Stopwatch.GetElapsedTime(started), null, failure.Message);
        }
    }

    /// <summary>Tries several ports, some at a time.</summary>
    /// <returns>What came of each, in the order of <paramref name="ports"/>.</returns>
    /// <inheritdoc cref="ProbeAsync(string, int, TcpClientOptions?, TimeSpan?, CancellationToken)"/>
    /// <param name="host">A name or an address.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="maxParallel">How many to try at a time.</param>
    /// <param name="options">How to connect; null for the usual way.</param>
    /// <param name="bannerWait">How long to listen for what each server says first; null not to.</param>
    /// <param name="cancel">Gives up.</param>
    public static async ValueTask<IReadOnlyList<PortProbe>> ProbeAsync(
        string host, IReadOnlyList<int> ports, int maxParallel, TcpClientOptions? options = null, TimeSpan? bannerWait = null, CancellationToken cancel = default)
    {
        var results = new PortProbe[ports.Count];
        await Parallel.ForAsync(
            0,
            ports.Count,
            new ParallelOptions { MaxDegreeOfParallelism = maxParallel, CancellationToken = cancel },
            async (i, cancel) => results[i] = await ProbeAsync(host, ports[i], options, bannerWait, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        return results;
    }

    /// <summary>What a server says first; null when it says nothing in time.</summary>
    internal static async ValueTask<string?> BannerAsync(TcpClient client, TimeSpan wait, CancellationToken cancel)
    {
        try
        {
            var said = await client.ReceiveAsync(ReceiveUntil.Idle(BannerSilence), wait, MaxBanner, cancel).ConfigureAwait(false);
            return said.Size == 0 ? null : said.Text;
        }
        catch (Exception nothing) when (nothing is NetworkTimeoutException or ConnectionFailedException)
        {
            return null; // it accepted, and that is what was asked
        }
        catch (ProtocolException)
        {
            return System.Text.Encoding.UTF8.GetString(client.TakeWaiting().AsSpan(0, MaxBanner));
        }
    }

    static TcpPortState StateOf(Exception failure) => failure is NetworkTimeoutException
        ? TcpPortState.Timeout
        : (failure.InnerException as SocketException)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused or SocketError.ConnectionReset => TcpPortState.Refused,
            SocketError.TimedOut => TcpPortState.Timeout,
            _ => TcpPortState.Unreachable,
        };
}
