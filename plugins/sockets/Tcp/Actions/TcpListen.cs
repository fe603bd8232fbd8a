using System.ComponentModel.DataAnnotations;
using System.Net;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Starts a server over TCP or a Unix domain socket, until the job ends. It echoes, or has the same conversation with each client
/// (<c>turns</c>); what clients say is told by <c>tcp.recorded</c>. Without either, <c>tcp.accept</c> takes its clients one by one.
/// </summary>
[Action("tcp.listen", Opens = typeof(TcpServer))]
public sealed record TcpListen : IAction<TcpListening>
{
    /// <summary>The address of this machine to listen on. Loopback, unless other machines are to reach it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any free one.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>The path of a Unix domain socket to listen on, in place of the address and the port. It must not be there yet, and goes with the server.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>Whether all that a client sends is sent back to it.</summary>
    public bool Echo { get; init; }

    /// <summary>
    /// What is waited for and said with each client, in order. A turn with both receives first; one that only sends greets. A turn's <c>start-tls</c>
    /// does the handshake as the server; its words, such as STARTTLS, are turns.
    /// </summary>
    public IReadOnlyList<TcpTurn>? Turns { get; init; }

    /// <summary>What follows the last turn.</summary>
    public TcpEnding Then { get; init; }

    /// <summary>Whether TLS begins with each connection.</summary>
    public bool Secure { get; init; }

    /// <summary>
    /// The server's certificate: <c>certificate</c>, <c>key</c>, <c>password</c>. With <c>ca</c>, clients must show a certificate from one of these
    /// authorities; <c>verify: false</c> takes any, and <c>pins</c> says which. <c>server-name</c> is for clients only, and refused. Without <c>certificate</c> one is made for <c>localhost</c>, 127.0.0.1 and ::1, which <c>result.certificate</c> tells.
    /// </summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>After how many clients no more are let in.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxClients { get; init; }

    /// <inheritdoc/>
    public ValueTask<TcpListening> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var later = Turns?.Any(turn => turn.StartTls is not null) == true;
        if (Secure && later) throw new ActionInputException("turns", "`secure: true` begins TLS with the connection, and a turn of `turns` starts it again: choose one.");
        if (Tls is not null && !Secure && !later) throw new ActionInputException("tls", "`tls` has a certificate, and nothing here begins TLS: give `secure: true`.");
        if (Then != TcpEnding.Close && Turns is null) throw new ActionInputException("then", "`then` says what follows the last of `turns`, and there are none: give `turns`, or leave `then` out.");
        if (UnixSocket is not null && Port != 0) throw new ActionInputException("port", "`unix-socket` and `port` are both given: a Unix domain socket has no ports.");
        if (UnixSocket is not null && !Address.Equals(IPAddress.Loopback)) throw new ActionInputException("address", "`unix-socket` and `address` are both given: listen on one of them.");
        if (Tls is { ServerName: not null }) throw new ActionInputException("tls", "`tls.server-name` is a client's: a server shows its one certificate, whatever name it is asked for.");
        if (Tls is { Ca: null } and ({ Verify: false } or { Pins: not null }))
            throw new ActionInputException("tls", $"`tls.{(Tls.Pins is null ? "verify" : "pins")}` is about the certificates of clients, and without `tls.ca` none is asked for.");
        var options = !Secure && !later ? null : Tls?.Certificate is not null ? Tls : (Tls ?? new()) with { Certificate = MadeCertificate.Pem() };
        if (options is { Key: not null } && Tls?.Certificate is null) throw new ActionInputException("tls", "`tls.key` is the key of a certificate: give `tls.certificate` too.");
        if (!IPAddress.IsLoopback(Address) && UnixSocket is null) context.Log(LogLevel.Info, $"The server on {Address} can be reached from other machines.");
        var server = TcpServer.Start(
            new()
            {
                Address = Address,
                Port = Port,
                UnixSocket = UnixSocket is null ? null : Path.GetFullPath(UnixSocket, context.BaseDirectory),
                Echo = Echo,
                Turns = Turns,
                Then = Then,
                Tls = options is null ? null : TlsSettings.From(options, context.BaseDirectory),
                TlsLater = later,
                MaxClients = MaxClients,
                Time = context.Time,
            },
            line => context.Log(LogLevel.Debug, line),
            line => context.Log(LogLevel.Warning, line));
        context.Open(server);
        return new(new TcpListening(server.Address, server.Port, Tls?.Certificate is null && options is not null ? MadeCertificate.PublicPart(options.Certificate!) : null));
    }
}

/// <summary>Where a server listens.</summary>
/// <param name="Address">The address and the port, such as <c>127.0.0.1:40000</c>, or the path of a Unix domain socket.</param>
/// <param name="Port">The port; 0 for a Unix domain socket.</param>
/// <param name="Certificate">The certificate that was made for it, in PEM, for a client's <c>tls.ca</c>; null when none was.</param>
public sealed record TcpListening(string Address, int Port, string? Certificate);
