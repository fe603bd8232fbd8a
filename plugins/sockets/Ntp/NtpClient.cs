using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>Asks a time server for the time, without setting this machine's clock (SNTP: RFC 5905, section 14).</summary>
/// <example><code>
/// var answer = await new NtpClient().QueryAsync("ntp.example.com");
/// Console.WriteLine(answer.Offset);
/// </code></example>
/// <param name="timeout">How long the answer may take; null for 3 s.</param>
/// <param name="time">This machine's clock, which the offset is about; null for the system's.</param>
public sealed class NtpClient(TimeSpan? timeout = null, TimeProvider? time = null)
{
    /// <summary>The port of NTP.</summary>
    public const int DefaultPort = 123;

    const int MaxStrays = 50;

    /// <summary>What may be reached.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    readonly TimeSpan timeout = timeout ?? TimeSpan.FromSeconds(3);
    readonly TimeProvider time = time ?? TimeProvider.System;

    /// <summary>Asks once. That the server does not know the time is an answer: see <see cref="NtpAnswer.Synchronized"/>.</summary>
    /// <param name="host">The server: a name or an address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="family">Which family of addresses to take of a name.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NetworkTimeoutException">No answer came in time.</exception>
    /// <exception cref="ConnectionFailedException">The server's machine says that nobody listens there, or the server refuses this client.</exception>
    /// <exception cref="RateLimitedException">The server asks to be asked less often.</exception>
    /// <exception cref="ProtocolException">What came is no answer.</exception>
    /// <exception cref="DnsResolutionException">The name has no address.</exception>
    /// <exception cref="ActionInputException">The host, the port or the timeout cannot work.</exception>
    public async Task<NtpAnswer> QueryAsync(string host, int port = DefaultPort, AddressFamilyChoice family = default, CancellationToken cancel = default)
    {
        TimeLimit.Checked(timeout, "timeout");
        host = InputRules.HostOnly(host, "server", "`port` says it");
        var target = Words.Server(host, InputRules.Port(port));
        var address = await HostAddresses.FirstAsync(host, target, family.ToSystem(), Network, cancel).ConfigureAwait(false);
        using var limit = new TimeLimit(timeout, time, cancel);
        try
        {
            return await ExchangeAsync(new(address, port), target, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            throw new NetworkTimeoutException(target, $"The time server {target} did not answer within {Words.Duration(timeout)}.");
        }
        catch (SocketException cause)
        {
            throw SocketErrors.From(cause, target);
        }
    }

    async Task<NtpAnswer> ExchangeAsync(IPEndPoint server, string target, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
        var question = NtpPacket.Question();
        var buffer = new byte[1024];
        var (sent, started) = (time.GetUtcNow(), Stopwatch.GetTimestamp());
        await socket.SendAsync(question, SocketFlags.None, cancel).ConfigureAwait(false);
        string? misfit = null;
        try
        {
            for (var strays = 0; strays < MaxStrays; strays++)
            {
                var length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancel).ConfigureAwait(false);
                var roundTrip = Stopwatch.GetElapsedTime(started);
                var answer = buffer.AsSpan(0, length);
                misfit = NtpPacket.Misfit(answer, question);
                if (misfit is not null) continue;
                if (NtpPacket.Kiss(answer) is { } kiss) throw Refusal(kiss, NtpPacket.Poll(answer), target);
                return NtpPacket.Read(answer, Words.Server(server), sent, roundTrip);
            }
        }
        catch (OperationCanceledException) when (misfit is not null)
        {
            // The wait is over, and what did come says more than that nothing else did.
        }
        throw new ProtocolException(target, $"{target} does not answer as a time server does: {misfit}.") { Help = "Is the port right?" };
    }

    static NetworkException Refusal(string kiss, TimeSpan? poll, string target) => kiss switch
    {
        "RATE" => new RateLimitedException(target, $"The time server {target} asks to be asked less often.") { RetryAfter = poll },
        "DENY" or "RSTR" => new ConnectionFailedException(target, $"The time server {target} does not answer this client ({kiss}).") { IsTransient = false },
        _ => new ProtocolException(target, $"The time server {target} does not tell the time: it says {kiss}."),
    };
}
