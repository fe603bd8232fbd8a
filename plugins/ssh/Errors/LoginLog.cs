using System.Globalization;
using System.Text.RegularExpressions;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>What a client that was started with <c>-v</c> said of a login. Where it went through other hosts, of the login at the last of them that it came to.</summary>
sealed partial class LoginLog
{
    const string Debug = "debug1: ";

    readonly List<string> words = [], tried = [], keys = [], banner = [];

    /// <summary>How many hosts on the way there are that were asked for, and how many more the configuration names.</summary>
    int asked, configured;

    /// <summary>How many servers said what they are.</summary>
    int answered;

    /// <summary>A file that the client tries to read a key from. It says so also of files that are not there: only when the server answers was there a key.</summary>
    string? triedFile;

    /// <summary>The user that it tried to log in as.</summary>
    public string? User { get; private set; }

    /// <summary>The host, as the configuration names it.</summary>
    public string? Host { get; private set; }

    /// <summary>The port.</summary>
    public int? Port { get; private set; }

    /// <summary>What the server says it is.</summary>
    public string? ServerVersion { get; private set; }

    /// <summary>The type and the fingerprint of the key that the server showed: <c>ssh-ed25519 SHA256:...</c>.</summary>
    public string? HostKey { get; private set; }

    /// <summary>The methods of authentication that the server offers.</summary>
    public string? Offered { get; private set; }

    /// <summary>The methods that were tried.</summary>
    public IReadOnlyList<string> Tried => tried;

    /// <summary>The keys that the server was asked about.</summary>
    public IReadOnlyList<string> Keys => keys;

    /// <summary>A key that the server would take.</summary>
    public string? Accepted { get; private set; }

    /// <summary>Whether the server was satisfied with one method, and wanted another one.</summary>
    public bool WasPartial { get; private set; }

    /// <summary>What came in place of the server's version.</summary>
    public IReadOnlyList<string> Banner => banner;

    /// <summary>The host that the client went through, as the configuration names it; null for none, or a program of the user's.</summary>
    public string? Jump { get; private set; }

    /// <summary>The program that makes the connection (<c>ProxyCommand</c>); null where the client makes it.</summary>
    public string? Proxy { get; private set; }

    /// <summary>Whether a connection was made, to the host or to the first on the way.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Whether the host itself answered, and not only those on the way.</summary>
    public bool HasReachedHost => answered > asked + configured;

    /// <summary>Which of the hosts on the way that were asked for it came to last, from 0.</summary>
    public int LastHop => Math.Clamp(answered - configured, 1, Math.Max(asked, 1)) - 1;

    /// <summary>Whether it has logged in and goes on on its own.</summary>
    public bool IsInBackground { get; private set; }

    /// <summary>The lines that are no debugging messages.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Reads what a client wrote.</summary>
    /// <param name="text">Its words, and those of the clients that it went through.</param>
    /// <param name="options">What was asked for.</param>
    public static LoginLog Read(string text, SshOptions? options = null)
    {
        // The client of Windows finds the way that is asked for itself, and says so.
        var log = new LoginLog();
        if (options?.Jump.Count > 0 && !OperatingSystem.IsWindows()) (log.asked, log.Jump) = (options.Jump.Count, options.Jump[^1]);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(Debug, StringComparison.Ordinal)) log.Note(line[Debug.Length..].ToString());
            else if (line.StartsWith("Authenticated ", StringComparison.Ordinal)) log.WasPartial |= line.Contains("partial success", StringComparison.Ordinal);
            else if (!line.IsWhiteSpace() && !line.StartsWith("OpenSSH_", StringComparison.Ordinal) && !line.StartsWith("debug", StringComparison.Ordinal)) log.words.Add(line.ToString());
        }
        return log;
    }

    void Note(string line)
    {
        if (After(line, "Next authentication method: ") is { } method)
        {
            triedFile = null;
            if (!tried.Contains(method)) tried.Add(method);
        }
        else if (After(line, "Offering public key: ") is { } key) keys.Add(NameOf(key));
        else if (After(line, "Trying private key: ") is { } file) triedFile = file;
        else if (After(line, "Server accepts key: ") is { } accepted) Accepted = NameOf(accepted);
        else if (After(line, "Authentications that can continue: ") is { } methods)
        {
            Offered = methods;
            if (triedFile is not null) keys.Add(triedFile);
            triedFile = null;
        }
        else if (After(line, "Server host key: ") is { } shown) HostKey = shown;
        else if (After(line, "Setting implicit ProxyCommand from ProxyJump: ") is { } jumping)
        {
            // Those that it starts say the rest of the same once more.
            if (configured > 0) return;
            Jump ??= jumping[(jumping.LastIndexOf(' ') + 1)..];
            configured = EarlierHops().Match(jumping) is { Success: true } earlier ? 2 + earlier.Groups["hops"].ValueSpan.Count(',') : 1;
        }
        else if (line.StartsWith("Connection established.", StringComparison.Ordinal)) IsConnected = true;
        else if (line.StartsWith("forking to background", StringComparison.Ordinal)) IsInBackground = true;
        else if (After(line, "Executing proxy command: exec ") is { } program) Proxy ??= program;
        else if (line.StartsWith("Remote protocol", StringComparison.Ordinal) && RemoteVersion().Match(line) is { Success: true } version)
        {
            // Another host from here on.
            answered++;
            (ServerVersion, HostKey, Offered, Accepted, WasPartial) = (version.Groups["version"].Value.Trim(), null, null, null, false);
            tried.Clear();
            keys.Clear();
        }
        else if (line.StartsWith("kex_exchange", StringComparison.Ordinal) && BannerLine().Match(line) is { Success: true } said)
        {
            if (banner.Count < 8) banner.Add(said.Groups["text"].Value);
        }
        else if (line.StartsWith("Authenticating to", StringComparison.Ordinal) && Authenticating().Match(line) is { Success: true } who)
        {
            (Host, User) = (who.Groups["host"].Value, who.Groups["user"].Value);
            Port = int.TryParse(who.Groups["port"].Value, CultureInfo.InvariantCulture, out var port) ? port : null;
        }
    }

    static string? After(string line, string start) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..].TrimEnd() : null;

    /// <summary>A key's file or comment, without type, fingerprint and where it came from.</summary>
    static string NameOf(string key) => KeyFacts().Match(key) is { Success: true } facts ? facts.Groups["name"].Value : key;

    [GeneratedRegex(@"^Remote protocol version \S+, remote software version(?<version>.*)$")]
    private static partial Regex RemoteVersion();

    [GeneratedRegex(@" -J (?<hops>\S+)")]
    private static partial Regex EarlierHops();

    [GeneratedRegex(@"^kex_exchange_identification: banner line \d+: (?<text>.*)$")]
    private static partial Regex BannerLine();

    [GeneratedRegex(@"^Authenticating to (?<host>.+):(?<port>\d+) as '(?<user>.*)'$")]
    private static partial Regex Authenticating();

    [GeneratedRegex(@"^(?<name>.+?) [A-Z0-9-]+ (SHA256|MD5):\S+")]
    private static partial Regex KeyFacts();
}
