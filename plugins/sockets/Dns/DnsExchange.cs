using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Carries one question to one server and brings its answer back.</summary>
/// <param name="server">Whom to ask.</param>
/// <param name="timeout">How long the server may take over one try.</param>
/// <param name="time">The clock of the timeout.</param>
sealed class DnsExchange(IPEndPoint server, TimeSpan timeout, TimeProvider time)
{
    /// <summary>
    /// How much that is no answer is passed over. Anyone can send a datagram, so one that does not fit must not end the
    /// wait for the one that does; but no guesser gets unlimited tries.
    /// </summary>
    const int MaxStrays = 50;

    readonly string target = Words.Server(server);

    /// <summary>Asks as the transport says, and again where that is the protocol's way on.</summary>
    /// <exception cref="NetworkException">No answer came, or something else than one.</exception>
    internal async Task<(DnsResponse Response, bool ByTcp)> AskAsync(DnsQuestion question, DnsTransport transport, CancellationToken cancel)
    {
        if (transport == DnsTransport.Tcp) return (await LimitedAsync(ByTcpAsync, question, cancel).ConfigureAwait(false), true);
        DnsResponse response;
        try
        {
            response = await LimitedAsync(ByUdpAsync, question, cancel).ConfigureAwait(false);
        }
        catch (ProtocolException e) when (transport == DnsTransport.Auto && e.InnerException is DnsFormatException { OnlyCapitals: true })
        {
            // Over TCP nobody beside the way can answer in the server's place, so the capitals do not matter.
            return (await LimitedAsync(ByTcpAsync, question.Again(), cancel).ConfigureAwait(false), true);
        }
        if (!response.Truncated || transport != DnsTransport.Auto) return (response, false);
        try
        {
            return (await LimitedAsync(ByTcpAsync, question.Again(), cancel).ConfigureAwait(false), true);
        }
        catch (ConnectionFailedException e)
        {
            throw new ConnectionFailedException(target, $"The answer of {target} does not fit into a datagram, and by TCP there is none: {e.Message}", e)
            {
                Help = "A DNS server must answer by TCP too (RFC 7766). transport: udp takes what fits.",
            };
        }
    }

    /// <summary>Runs one try within the timeout; a server that does not know EDNS is asked again without.</summary>
    async Task<DnsResponse> LimitedAsync(Func<DnsQuestion, CancellationToken, Task<DnsResponse>> ask, DnsQuestion question, CancellationToken cancel)
    {
        using var limit = new TimeLimit(timeout, time, cancel);
        try
        {
            var response = await ask(question, limit.Token).ConfigureAwait(false);
            return question.IsExtended && response.Code is (DnsRcodes.FormatError or DnsRcodes.NotImplemented)
                ? await ask(question.WithoutExtension(), limit.Token).ConfigureAwait(false)
                : response;
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            throw new NetworkTimeoutException(target, $"The DNS server {target} did not answer within {Words.Duration(timeout)}.")
            {
                Help = "Is there a DNS server, and does a firewall let its answers through?",
            };
        }
        catch (SocketException cause)
        {
            throw SocketErrors.From(cause, target);
        }
        catch (DnsFormatException cause)
        {
            cancel.ThrowIfCancellationRequested();
            throw NoAnswer(cause);
        }
    }

    async Task<DnsResponse> ByUdpAsync(DnsQuestion question, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
        await socket.SendAsync(question.ToMessage(), SocketFlags.None, cancel).ConfigureAwait(false);
        var buffer = new byte[ushort.MaxValue];
        DnsFormatException? stray = null;
        try
        {
            for (var strays = 0; strays < MaxStrays; strays++)
            {
                var length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancel).ConfigureAwait(false);
                try
                {
                    return DnsResponse.Read(buffer.AsSpan(0, length), question);
                }
                catch (DnsFormatException e)
                {
                    stray = e;
                    if (e.OnlyCapitals) break;
                }
            }
        }
        catch (OperationCanceledException) when (stray is not null)
        {
            // The wait is over, and what did come says more than that nothing else did.
            throw new DnsFormatException(stray.Message) { WaitedOut = true };
        }
        throw stray!;
    }

    async Task<DnsResponse> ByTcpAsync(DnsQuestion question, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
        var asked = question.ToMessage();
        var framed = new byte[asked.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)asked.Length);
        asked.CopyTo(framed, 2);
        for (var sent = 0; sent < framed.Length;) sent += await socket.SendAsync(framed.AsMemory(sent), SocketFlags.None, cancel).ConfigureAwait(false);
        var length = new byte[2];
        await FillAsync(socket, length, "without an answer", cancel).ConfigureAwait(false);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await FillAsync(socket, message, "in the middle of its answer", cancel).ConfigureAwait(false);
        try
        {
            return DnsResponse.Read(message, question);
        }
        catch (DnsFormatException e) when (e.OnlyCapitals)
        {
            question.Capitals.CopyTo(message, DnsQuestion.HeaderLength);
            return DnsResponse.Read(message, question);
        }
    }

    async Task FillAsync(Socket socket, Memory<byte> buffer, string when, CancellationToken cancel)
    {
        while (buffer.Length > 0)
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None, cancel).ConfigureAwait(false);
            if (read == 0) throw new ConnectionFailedException(target, $"The DNS server {target} closed the connection {when}.");
            buffer = buffer[read..];
        }
    }

    ProtocolException NoAnswer(DnsFormatException cause) => new(target, $"{target} does not answer as a DNS server does: {cause.Message}.", cause)
    {
        Help = "Is the address right, and the port?",
    };
}
