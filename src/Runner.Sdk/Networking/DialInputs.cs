using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>The inputs that every action has which opens a connection: how the peer is reached.</summary>
public abstract record DialInputs
{
    /// <summary>How long opening the connection may take: name resolution, TCP and TLS together. 10s unless given.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>
    /// Addresses to use in place of a lookup: from <c>name</c> or <c>name:port</c> to <c>address</c> or <c>address:port</c>. The
    /// name stays what the peer is asked for and what its certificate must be for.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Resolve { get; init; }

    /// <summary>The address of this machine to connect from.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>The path of a Unix domain socket to connect to, in place of the host and the port.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The limit of opening a connection.</summary>
    /// <exception cref="ActionInputException">It is zero, negative, or longer than a timer can count.</exception>
    protected TimeSpan OpeningLimit => ConnectTimeout is { } limit ? TimeLimit.Checked(limit, "connect-timeout") : Dialer.DefaultConnectTimeout;

    /// <summary>How the peer is reached.</summary>
    /// <param name="context">Whose folder relative paths are relative to.</param>
    /// <param name="over">What holds for inputs that are not given, such as what a session says; null for the usual way.</param>
    /// <exception cref="ActionInputException">An input cannot be read.</exception>
    protected DialOptions Dialing(ActionContext context, DialOptions? over = null)
    {
        over ??= DialOptions.Default;
        if (!context.Network.IsOpen && !ReferenceEquals(over.Network, context.Network)) over = over with { Network = context.Network };
        return Resolve is null && LocalAddress is null && UnixSocket is null
            ? over
            : over with
            {
                LocalAddress = LocalAddress ?? over.LocalAddress,
                UnixSocket = UnixSocket is null ? over.UnixSocket : RegularFile.FullPath(UnixSocket, context.BaseDirectory, "unix-socket"),
                Resolve = Resolve is null ? over.Resolve : AddressOverrides.Parse(Resolve),
            };
    }
}
