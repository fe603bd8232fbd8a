using System.Globalization;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp;

/// <summary>
/// Has the host make the SHA-256 of a file by a program of its own. Where it cannot (no such program, no commands allowed, no session left
/// for one), nobody asks again, and files are read.
/// </summary>
sealed class CommandHash(SshClient client, SftpClient sftp)
{
    /// <summary>How long a login shell may take to start the program.</summary>
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    /// <summary>Where the server has no session left, to wait for one is not worth it: it may be this client's.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    const int NoProgram = 9;

    // The file by standard input: a name can be anything then.
    const string Script = """
        if command -v sha256sum >/dev/null 2>&1; then h=sha256sum; elif command -v shasum >/dev/null 2>&1; then h='shasum -a 256'; else exit 9; fi
        if [ -n "$2" ]; then head -c "$2" < "$1" | $h; else $h < "$1"; fi
        """;

    internal async Task<string?> AskAsync(string path, long? length, CancellationToken cancel)
    {
        if (!RemoteName.IsUtf8(path)) return null;
        if (client.Notes.IsWithoutHash) return Never();
        // Both begin in the same folder mostly, and not always.
        var full = await sftp.Operations.RealPathAsync(path, cancel).ConfigureAwait(false);
        var count = length?.ToString(CultureInfo.InvariantCulture) ?? "";
        var transport = new ImpatientTransport(client.Transport, Patience);
        using var limit = new TimeLimit(StartLimit, TimeProvider.System, cancel);
        try
        {
            var command = await client.On(transport).StartAsync(["sh", "-c", Script, "sh", full, count], null, limit.Token).ConfigureAwait(false);
            await using (command.ConfigureAwait(false)) return await AnswerAsync(command, cancel).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is SshException || (cause is OperationCanceledException && (limit.IsOver || (transport.HasGivenUp && !cancel.IsCancellationRequested))))
        {
            client.Notes.IsWithoutHash = true;
            return Never();
        }
    }

    async Task<string?> AnswerAsync(SshCommand command, CancellationToken cancel)
    {
        const int digits = 64;
        var said = new byte[digits];
        var count = await command.Stdout.ReadAtLeastAsync(said, digits, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        var text = System.Text.Encoding.ASCII.GetString(said, 0, count);
        if (count == digits && text.All(char.IsAsciiHexDigit)) return text.ToLowerInvariant();
        // Nothing at all is the end of it: what is wrong with one file is not wrong with the host.
        if (count == 0 && (await command.End.WaitAsync(cancel).ConfigureAwait(false)).ExitCode == NoProgram) client.Notes.IsWithoutHash = true;
        return Never();
    }

    string? Never()
    {
        sftp.RemoteHash = null;
        return null;
    }
}
