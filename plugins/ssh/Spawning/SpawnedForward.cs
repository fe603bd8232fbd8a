using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Plugins.Ssh.Forwarding;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Spawning;

/// <summary>A port that a client of its own forwards (<c>ssh -N -L</c>, <c>-R</c>, <c>-D</c>).</summary>
sealed partial class SpawnedForward : IForwardedPort
{
    readonly SpawnedClient client;
    readonly Action<SpawnedForward> over;
    bool isDisposed;

    SpawnedForward(SpawnedClient client, string address, int port, Action<SpawnedForward> over) =>
        (this.client, BindAddress, BindPort, this.over) = (client, address, port, over);

    public string BindAddress { get; }

    public int BindPort { get; }

    public static async Task<SpawnedForward> OpenAsync(SshOptions options, string target, ForwardRequest request, Action<SpawnedForward> over, CancellationToken cancel)
    {
        for (var left = ListeningPort.Tries; ; left--)
        {
            var asked = request.Kind == ForwardKind.Remote ? request
                : request with { BindPort = await ListeningPort.FindAsync(request.BindAddress, request.BindPort, target, cancel).ConfigureAwait(false) };
            var client = await SpawnedClient.StartAsync(options, ["-N", "-o", "ExitOnForwardFailure=yes", .. Argument(asked)], [], null, cancel).ConfigureAwait(false);
            try
            {
                client.Input.Close();
                await client.BecomesAsync(log => IsForwarding(log, asked), cancel).ConfigureAwait(false);
                return new(client, request.BindAddress, asked.BindPort != 0 ? asked.BindPort : Allocated(client.Log), over);
            }
            catch (Exception exception)
            {
                var log = client.Log;
                await client.DisposeAsync().ConfigureAwait(false);
                if (exception is not NetworkException || !Failed().IsMatch(log)) throw;
                if (request.Kind == ForwardKind.Remote) throw ForwardErrors.NotThere(request, target);
                if (request.BindPort != 0 || left <= 1) throw ForwardErrors.NotHere(asked, target, Failed().Match(log).Value);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true)) return;
        await client.DisposeAsync().ConfigureAwait(false);
        over(this);
    }

    static string[] Argument(ForwardRequest request)
    {
        var here = Words.Server(request.BindAddress, request.BindPort);
        return request.Kind switch
        {
            ForwardKind.Dynamic => ["-D", here],
            ForwardKind.Local => ["-L", $"{here}:{Words.Server(request.Host!, request.Port)}"],
            _ => ["-R", $"{here}:{Words.Server(request.Host!, request.Port)}"],
        };
    }

    static bool IsForwarding(string log, ForwardRequest request) => request.Kind == ForwardKind.Remote
        ? log.Contains("debug1: remote forward success for:", StringComparison.Ordinal)
        : SpawnedEnd.IsLoggedIn(log);

    static int Allocated(string log) => AllocatedPort().Match(log) is { Success: true } said ? int.Parse(said.Groups["port"].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^Allocated port (?<port>\d+) for remote forward", RegexOptions.Multiline)]
    private static partial Regex AllocatedPort();

    [GeneratedRegex(@"^(Error: remote port forwarding failed.*|Could not request local forwarding\.|bind \[.*\]:\d+: .*)$", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
