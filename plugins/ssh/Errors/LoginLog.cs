using System.Globalization;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>What a client that was started with <c>-v</c> said of a login. Where it went through other hosts, of the login at the last of them that it came to.</summary>
sealed class LoginLog
{
    /// <summary>What it says when it has logged in and goes on on its own.</summary>
    public const string InBackground = Debug + "forking to background";

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
            configured = Between(jumping, " -J ", " ") is { } earlier ? 2 + earlier.AsSpan().Count(',') : 1;
        }
        else if (line.StartsWith("Connection established.", StringComparison.Ordinal)) IsConnected = true;
        else if (After(line, "Executing proxy command: exec ") is { } program) Proxy ??= program;
        else if (After(line, "Remote protocol version ") is { } protocol && Between(protocol, ", remote software version", null) is { } version)
        {
            // Another host from here on.
            answered++;
            (ServerVersion, HostKey, Offered, Accepted, WasPartial) = (version.Trim(), null, null, null, false);
            tried.Clear();
            keys.Clear();
        }
        else if (After(line, "kex_exchange_identification: banner line ") is { } numbered && Between(numbered, ": ", null) is { } said)
        {
            if (banner.Count < 8) banner.Add(said);
        }
        else if (After(line, "Authenticating to ") is { } who && who.IndexOf(" as '", StringComparison.Ordinal) is > 0 and var at)
        {
            // HOST:PORT as 'USER'
            var colon = who.LastIndexOf(':', at);
            if (colon < 1 || !who.EndsWith('\'')) return;
            (Host, User) = (who[..colon], who[(at + " as '".Length)..^1]);
            Port = int.TryParse(who.AsSpan(colon + 1, at - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
        }
    }

    static string? After(string line, string start) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..].TrimEnd() : null;

    /// <summary>What stands between two texts, or from the first on; null where the first does not stand there.</summary>
    static string? Between(string line, string start, string? end)
    {
        var at = line.IndexOf(start, StringComparison.Ordinal);
        if (at < 0) return null;
        at += start.Length;
        var stop = end is null ? -1 : line.IndexOf(end, at, StringComparison.Ordinal);
        return stop < 0 ? line[at..] : line[at..stop];
    }

    /// <summary>A key's file or comment, without type, fingerprint and where it came from: of <c>/home/a/.ssh/id RSA SHA256:... agent</c> the first.</summary>
    static string NameOf(string key)
    {
        var fingerprint = key.IndexOf(" SHA256:", StringComparison.Ordinal);
        if (fingerprint < 0) fingerprint = key.IndexOf(" MD5:", StringComparison.Ordinal);
        var type = fingerprint > 0 ? key.LastIndexOf(' ', fingerprint - 1) : -1;
        return type > 0 ? key[..type] : key;
    }
}
