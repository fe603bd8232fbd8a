using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Asks a time server how far this machine's clock is off; the clock is not set. A step without <c>expect</c> fails when the server
/// does not know the time itself.
/// </summary>
[Action("ntp.query", Idempotent = true, DefaultExpect = "result.synchronized")]
public sealed record NtpQuery : IAction<NtpAnswer>
{
    /// <summary>The server: a name or an address, perhaps with its port, as in <c>ntp.example.com:123</c>.</summary>
    public required string Server { get; init; }

    /// <summary>Its port, where <c>server</c> has none. 123 unless given.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>How long the answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Which family of addresses to take of the server's name.</summary>
    public AddressFamilyChoice Family { get; init; }

    /// <inheritdoc/>
    public async ValueTask<NtpAnswer> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var (host, port) = TcpPeer.Of(Server, Port, null, NtpClient.DefaultPort, "server");
        return await new NtpClient(Timeout, context.Time) { Network = context.Network }.QueryAsync(host, port, Family, cancel).ConfigureAwait(false);
    }
}
