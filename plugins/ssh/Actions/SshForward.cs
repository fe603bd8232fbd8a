using Runner.Plugins.Ssh.Login;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>Forwards a port over the connection to a host, for the rest of the job.</summary>
[Action("ssh.forward", Idempotent = true, Opens = typeof(SshForwarding))]
public sealed record SshForward : SshInputs, IAction<SshForwarded>
{
    /// <summary>
    /// Who listens and who connects: <c>local</c> (this machine listens, the host connects), <c>remote</c> (the host listens, this machine
    /// connects), or <c>dynamic</c> (this machine listens as a SOCKS proxy, the host connects to what is asked for).
    /// </summary>
    public ForwardKind Kind { get; init; } = ForwardKind.Local;

    /// <summary>Whom the side that connects connects to, as <c>host:port</c>, such as <c>127.0.0.1:5432</c>. Not for <c>dynamic</c>.</summary>
    public string? To { get; init; }

    /// <summary>The address and the port to listen on; port 0 is one that is free.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <inheritdoc/>
    public async ValueTask<SshForwarded> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var (address, port) = Endpoint(Listen, "listen", orAnyPort: true);
        (string? Host, int Port) to = default;
        if (Kind == ForwardKind.Dynamic)
        {
            if (To is not null) throw new ActionInputException("to", "`to` is given, and `kind` is dynamic, where each connection says it itself: leave one of them out.");
        }
        else
        {
            to = Endpoint(To ?? throw new ActionInputException("to", "`to` is not given: write the host and the port to connect to, such as 127.0.0.1:5432."), "to", orAnyPort: false);
        }

        var client = await ClientAsync(context, cancel).ConfigureAwait(false);
        var forwarding = await client.ForwardAsync(new ForwardRequest(Kind, address, port, to.Host, to.Port), cancel).ConfigureAwait(false);
        context.Open(forwarding);
        return new(forwarding.Kind, forwarding.BindAddress, forwarding.BindPort);
    }

    static (string Host, int Port) Endpoint(string text, string input, bool orAnyPort)
    {
        // HostText has no port 0, which means something here.
        var isAny = orAnyPort && text.EndsWith(":0", StringComparison.Ordinal) && (text.Count(':') == 1 || text.Contains(']', StringComparison.Ordinal));
        var parsed = HostText.Parse(isAny ? text[..^2] : text, input);
        if (parsed.User is not null) throw new ActionInputException(input, $"`{input}` {Words.Quote(text)} has a user in it: write host:port.");
        return (parsed.Host, isAny ? 0 : parsed.Port ?? throw new ActionInputException(input, $"`{input}` {Words.Quote(text)} has no port: write host:port."));
    }
}

/// <summary>A port that is forwarded.</summary>
/// <param name="Kind">Which side listens.</param>
/// <param name="Address">The address that it listens on.</param>
/// <param name="Port">The port that it listens on.</param>
public sealed record SshForwarded(ForwardKind Kind, string Address, int Port);
