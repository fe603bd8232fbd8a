using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Listens for datagrams, keeps them until they are received, and answers them if it is told how: with what came (echo), or with
/// fixed answers. Disposing it closes the socket.
/// </summary>
/// <example><code>
/// await using var server = UdpServer.Start(new() { Answers = ["PONG"u8.ToArray()] });
/// Console.WriteLine(server.LocalAddress);
/// </code></example>
public sealed class UdpServer : UdpSocket
{
    readonly UdpServerOptions options;
    readonly Action<string>? log;
    readonly Channel<Datagram> kept;
    readonly CancellationTokenSource closing = new();
    readonly Task listening;
    long dropped;
    int disposed;

    UdpServer(Socket socket, UdpServerOptions options, Action<string>? log) : base(socket, options.Socket.Time)
    {
        this.options = options;
        this.log = log;
        // A flood must not fill the memory: the oldest go.
        kept = Channel.CreateBounded<Datagram>(
            new BoundedChannelOptions(options.Keep) { FullMode = BoundedChannelFullMode.DropOldest, SingleWriter = true },
            _ => Interlocked.Increment(ref dropped));
        listening = ListenAsync();
    }

    /// <inheritdoc/>
    public override string Description => $"udp {LocalAddress}";

    /// <summary>How many datagrams were thrown away unreceived because more than <see cref="UdpServerOptions.Keep"/> waited.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    private protected override string Peer => $"any client of {LocalAddress}";

    /// <summary>Starts to listen. Datagrams are received from when this returns.</summary>
    /// <param name="options">Where, and what is answered; null for a free port of 127.0.0.1 and no answers.</param>
    /// <param name="log">Told a line for each datagram; called from any thread.</param>
    /// <exception cref="ActionInputException">The address or port cannot be had.</exception>
    public static UdpServer Start(UdpServerOptions? options = null, Action<string>? log = null)
    {
        options ??= new();
        InputRules.Between(options.Keep, 1, ReceiveLimits.MostDatagrams, "keep");
        var address = options.Socket.LocalAddress ?? (options.Socket.Multicast?.Group is { } group ? AnyOf(group) : "127.0.0.1");
        var family = UdpBinding.Parse(address, "address")!.AddressFamily;
        return new(UdpBinding.Open(options.Socket with { LocalAddress = address }, family, "address", "port"), options, log);
    }

    /// <summary>Sends a datagram from the server's port.</summary>
    /// <param name="payload">What it holds.</param>
    /// <param name="to">To whom: <see cref="Datagram.From"/> of one that came, or another address and port.</param>
    /// <param name="cancel">Ends the wait for room in the system's buffer.</param>
    /// <exception cref="ConnectionFailedException">It cannot be sent.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> payload, IPEndPoint to, CancellationToken cancel = default) => TransmitAsync(payload, to, cancel);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await closing.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        closing.Dispose();
    }

    private protected override async ValueTask<Datagram> NextAsync(CancellationToken cancel)
    {
        try
        {
            return await kept.Reader.ReadAsync(cancel).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed)
        {
            throw new ConnectionFailedException(LocalAddress, $"The server on {LocalAddress} does not listen any more.", closed.InnerException);
        }
    }

    async Task ListenAsync()
    {
        var buffer = new byte[LargestDatagram];
        var any = new IPEndPoint(Socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        Exception? failure = null;
        try
        {
            for (var number = 0L; ; number++)
            {
                var received = await Socket.ReceiveFromAsync(buffer, SocketFlags.None, any, closing.Token).ConfigureAwait(false);
                var datagram = new Datagram(buffer[..received.ReceivedBytes], (IPEndPoint)received.RemoteEndPoint);
                log?.Invoke($"{Words.Count(datagram.Size, "byte")} from {datagram.From}");
                kept.Writer.TryWrite(datagram);
                await AnswerAsync(datagram, number).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (SocketException e)
        {
            failure = e;
            log?.Invoke($"The server stopped listening: {e.SocketErrorCode}");
        }
        kept.Writer.TryComplete(failure);
    }

    async Task AnswerAsync(Datagram datagram, long number)
    {
        ReadOnlyMemory<byte> answer;
        if (options.Echo) answer = datagram.GetBytes();
        else if (options.Answers.Count > 0) answer = options.Answers[(int)Math.Min(number, options.Answers.Count - 1)];
        else return;
        try
        {
            await Socket.SendToAsync(answer, SocketFlags.None, datagram.Sender, closing.Token).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            // One client that cannot be answered must not end the server for the others.
            log?.Invoke($"{datagram.From} could not be answered: {SocketErrors.Says(e.SocketErrorCode)}");
        }
    }

    static string AnyOf(string group) => group.Contains(':', StringComparison.Ordinal) ? "::" : "0.0.0.0";
}
