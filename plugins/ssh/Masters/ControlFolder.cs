using System.Globalization;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>
/// The folder, for this user's eyes only, where sockets of connections, pipes of questions and two small scripts lie. Everything in
/// it is named after the process that made it, so that what a killed process left is known and removed by the next. Windows has none.
/// </summary>
sealed class ControlFolder
{
    /// <summary>What a socket's name may be long at the least of systems (macOS, 104 bytes with the end), less what the client appends while it makes one.</summary>
    const int LongestSocket = 103 - 17;

    /// <summary>After which a pipe of a dead process is not one of a process that this one cannot see, in another container.</summary>
    static readonly TimeSpan Stale = TimeSpan.FromMinutes(10);

    static readonly Lock Opening = new();
    static ControlFolder? opened;
    static long last;

    readonly Dictionary<string, string> scripts = [];

    ControlFolder(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The folder of this user, made when it is not there.</summary>
    /// <exception cref="SshException">It belongs to somebody else, or cannot be made.</exception>
    public static ControlFolder Open(string target)
    {
        lock (Opening)
        {
            if (opened is not null && IsOurs(opened.Path, target)) return opened;
            opened = OpenAt(Places(), target);
            opened.Sweep();
            return opened;
        }
    }

    /// <summary>The first of the places that can be used.</summary>
    internal static ControlFolder OpenAt(IEnumerable<string> places, string target)
    {
        string? why = null;
        foreach (var place in places)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(place) + 1 + 24 > LongestSocket) continue;
            try
            {
                MakeFolder(place);
                if (IsOurs(place, target)) return new(place);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                why ??= cause.Message;
            }
        }
        throw new SshException(target, $"No connection to {target}: there is no folder for the sockets of connections{(why is null ? "" : $" ({why.TrimEnd('.')})")}.")
        {
            Help = "Set XDG_RUNTIME_DIR to a folder with a short path that only this user may enter.",
        };
    }

    /// <summary>A path in it that no other process, and nobody else in this one, uses.</summary>
    /// <param name="kind">A letter that says what it is for.</param>
    public string NewPath(char kind) =>
        System.IO.Path.Join(Path, string.Create(CultureInfo.InvariantCulture, $"{kind}{Environment.ProcessId}-{Interlocked.Increment(ref last)}"));

    /// <summary>The path of a script of this name and text. It is written when it is not there, and then stays.</summary>
    public string Script(string name, string text)
    {
        lock (scripts)
        {
            if (scripts.TryGetValue(name, out var known) && File.Exists(known)) return known;
            var path = System.IO.Path.Join(Path, name);
            if (!File.Exists(path) || File.ReadAllText(path) != text)
            {
                // Put in place whole: another process may be starting it.
                var draft = NewPath('d');
                File.WriteAllText(draft, text);
                MakeProgram(draft);
                File.Move(draft, path, overwrite: true);
            }
            return scripts[name] = path;
        }
    }

    static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        if (!System.IO.Path.Exists(path)) PrivateFile.MakeFolder(path);
    }

    static void MakeProgram(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static IEnumerable<string> Places()
    {
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && System.IO.Path.IsPathRooted(runtime) && Directory.Exists(runtime))
            yield return System.IO.Path.Join(runtime, "runner");
        yield return string.Create(CultureInfo.InvariantCulture, $"/tmp/runner-{FileOwner.CurrentUser}");
    }

    static bool IsOurs(string path, string target)
    {
        if (FileOwner.Of(path) is not { } owner) return false;
        if (owner.IsFolder && owner.User == FileOwner.CurrentUser && (owner.Mode & 0x3F) == 0) return true;
        var what = !owner.IsFolder ? "is no folder"
            : owner.User != FileOwner.CurrentUser ? string.Create(CultureInfo.InvariantCulture, $"belongs to another user ({owner.User})")
            : "may be entered by others";
        throw new SshException(target, $"No connection to {target}: {path}, where the sockets of connections are to lie, {what}.")
        {
            Help = $"Whoever can enter it could use the connections: have it removed (rm -r {path}), or set XDG_RUNTIME_DIR to a folder of this user's own.",
        };
    }

    /// <summary>Removes what processes left that are no more.</summary>
    void Sweep()
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            var name = entry.Name.AsSpan();
            var end = name.IndexOf('-');
            if (end < 2 || !int.TryParse(name[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var process) || FileOwner.IsAlive(process)) continue;
            try
            {
                if (name[0] == 'm' ? IsDead(entry.FullName) : DateTime.UtcNow - entry.LastWriteTimeUtc > Stale) entry.Delete();
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // Another Runner sweeps too.
            }
        }
    }

    /// <summary>Whether nobody listens on a socket. A connection whose Runner was killed goes by itself a few seconds later.</summary>
    static bool IsDead(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Blocking = false;
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return false;
        }
        catch (SocketException cause)
        {
            return cause.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
