using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Ssh.Facts;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

public sealed partial class SshClient
{
    /// <summary>How much a machine may tell of itself: thousands of mounts and logins have room.</summary>
    const int MostFacts = 4 * 1024 * 1024;

    /// <summary>Asks the machine what it is and how it is, in one go. It needs a POSIX shell there, and nothing else.</summary>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ProtocolException">It does not answer as a POSIX system does.</exception>
    /// <exception cref="NetworkException">The connection is lost, or the other side started nothing.</exception>
    public async Task<SshFactsResult> FactsAsync(CancellationToken cancel = default)
    {
        var run = await new CommandRun(this, RemoteCommand.OfShell(FactsScript.Text), new() { MaxOutput = MostFacts }).RunAsync(cancel).ConfigureAwait(false);
        var answer = FactsAnswer.Parse(run.Stdout);
        return answer.IsWhole
            ? FactsReader.Read(answer, DateTimeOffset.UtcNow, run.Duration)
            : throw new ProtocolException(Target, $"{Target} did not tell what it is: the script that asks ended with exit code {run.ExitCode} {(run.Stderr.Length > 0 ? $"and {Words.Quote(run.Stderr)}" : "before its end")}.")
            {
                Status = run.ExitCode,
            };
    }
}
