using System.Collections.Concurrent;
using System.Diagnostics;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>The OpenSSH client of this machine.</summary>
sealed class SshProgram
{
    static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    static readonly ConcurrentDictionary<string, SshProgram> Found = new(StringComparer.Ordinal);

    readonly Lock asking = new();
    Task<SshVersion>? version;

    SshProgram(string path) => Path = path;

    /// <summary>Its file.</summary>
    public string Path { get; }

    /// <summary>The client that a list of folders has; it is looked for once per list.</summary>
    /// <param name="target">Whom it is to connect to, for the error.</param>
    /// <param name="folders">The folders, as PATH lists them; null for PATH itself.</param>
    /// <exception cref="SshException">There is none.</exception>
    public static SshProgram Find(string target, string? folders = null)
    {
        folders ??= Environment.GetEnvironmentVariable("PATH") ?? "";
        if (Found.TryGetValue(folders, out var known)) return known;
        var name = OperatingSystem.IsWindows() ? "ssh.exe" : "ssh";
        foreach (var folder in folders.Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var path = System.IO.Path.Combine(folder, name);
            // A relative folder of PATH means another program in every working directory.
            if (System.IO.Path.IsPathRooted(path) && File.Exists(path)) return Found.GetOrAdd(folders, new SshProgram(path));
        }
        throw new SshException(target, $"No connection to {target}: the OpenSSH client `{name}` is not in any folder of PATH.") { Help = Installing };
    }

    /// <summary>Its version; the program is asked once.</summary>
    public Task<SshVersion> VersionAsync()
    {
        lock (asking) return version is null or { IsFaulted: true } ? version = AskAsync() : version;
    }

    static string Installing => OperatingSystem.IsWindows()
        ? "Install the optional feature \"OpenSSH Client\" of Windows: Add-WindowsCapability -Online -Name OpenSSH.Client~~~~0.0.1.0."
        : OperatingSystem.IsMacOS() ? "It is part of macOS as /usr/bin/ssh: is that folder in PATH?"
        : "Install it with the system's packages: apt install openssh-client (Debian, Ubuntu), dnf install openssh-clients (Fedora, RHEL), apk add openssh-client (Alpine).";

    async Task<SshVersion> AskAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(Path, ["-V"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(VersionLimit);
        try
        {
            process.StandardInput.Close();
            var said = await process.StandardError.ReadLineAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return SshVersion.Parse(said ?? "");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
