using System.Text;
using Runner.Plugins.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Scripts;

/// <summary>A script in a temporary file of the other side, which only its user can read. Disposing it removes it.</summary>
sealed class RemoteFile : IAsyncDisposable
{
    static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(10);

    const string Write = """
        umask 077
        f=$(mktemp "${TMPDIR:-/tmp}/runner-script.XXXXXXXXXX") || exit 1
        if cat > "$f" && chmod 700 "$f"; then printf %s "$f"; else rm -f "$f"; exit 1; fi
        """;

    readonly SshClient client;
    readonly SshSudo? sudo;
    readonly Action<string> warn;

    RemoteFile(SshClient client, string path, SshSudo? sudo, Action<string> warn) => (this.client, Path, this.sudo, this.warn) = (client, path, sudo, warn);

    public string Path { get; }

    /// <summary>Writes a script to a file of the user that the command runs as.</summary>
    /// <exception cref="SshException">It could not be written.</exception>
    public static async Task<RemoteFile> WriteAsync(SshClient client, string script, SshSudo? sudo, Action<string> warn, CancellationToken cancel)
    {
        var options = new SshRunOptions { Sudo = sudo, Stdin = new MemoryStream(Encoding.UTF8.GetBytes(script)), OnWarning = warn };
        var written = await new CommandRun(client, RemoteCommand.OfShell(Write), options).RunAsync(cancel).ConfigureAwait(false);
        return written.ExitCode == 0 && written.Stdout.StartsWith('/')
            ? new(client, written.Stdout, sudo, warn)
            : throw new SshException(client.Target, $"The script could not be written to a temporary file on {client.Target}: {Words.Quote(written.Stderr)}") { Status = written.ExitCode };
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(RemovalLimit);
        string? why;
        try
        {
            var removed = await new CommandRun(client, RemoteCommand.OfArguments(["rm", "-f", Path]), new() { Sudo = sudo }).RunAsync(limit.Token).ConfigureAwait(false);
            why = removed.ExitCode == 0 ? null : Words.Quote(removed.Stderr);
        }
        catch (Exception e) when (e is NetworkException or OperationCanceledException)
        {
            why = e is NetworkException ? e.Message : $"{client.Target} did not answer within {Words.Duration(RemovalLimit)}";
        }

        if (why is not null) warn($"The temporary file {Path} on {client.Target} could not be removed: {why}");
    }
}
