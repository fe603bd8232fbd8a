using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Files;

/// <summary>
/// What the other side's names may become here. A server decides what its files are called, and must not thereby decide where on this
/// machine something is written.
/// </summary>
static class LocalTarget
{
    static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];

    /// <summary>Whether names that differ only in case are one name here, as they mostly are on Windows and macOS.</summary>
    internal static StringComparer NameComparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Refuses a name of a listing that is not the name of something in the listed folder.</summary>
    /// <exception cref="ProtocolException">It leads elsewhere: the server is broken, or hostile.</exception>
    internal static void RequireName(string name, string folder, string target)
    {
        if (name.Length == 0 || name is "." or ".." || name.Contains('/', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ProtocolException(target, $"{target} lists {RemoteName.Quote(name)} in the folder {RemoteName.Quote(folder)}, which is no name of a file in it: nothing is written for it.")
            {
                Help = "No sound server does that: it may be trying to write to other folders of this machine.",
            };
        }
    }

    /// <summary>Refuses a name that this machine cannot give to a file.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    internal static void RequireRepresentable(string name, string folder)
    {
        if (!RemoteName.IsUtf8(name))
            throw new IOException($"{RemoteName.Quote(name)} in {RemoteName.Quote(folder)} is not UTF-8: rename it there, or leave it out, since it has no name here.");
        if (!OperatingSystem.IsWindows()) return;
        var stem = name.Split('.')[0].TrimEnd();
        var isDevice = Devices.Any(device => stem.StartsWith(device, StringComparison.OrdinalIgnoreCase) && stem.Length - device.Length is var more
            && (device.Length == 3 && device is not ("COM" or "LPT") ? more == 0 : more == 1 && char.IsDigit(stem[^1])));
        if (isDevice || name.IndexOfAny(['\\', ':', '*', '?', '"', '<', '>', '|']) >= 0 || name[^1] is '.' or ' ' || name.Any(char.IsControl))
            throw new IOException($"{RemoteName.Quote(name)} in {RemoteName.Quote(folder)} is no name that Windows allows: rename it there, or leave it out.");
    }

    /// <summary>Where a link leads to; null for what is no link, and for nothing.</summary>
    internal static string? LinkTarget(string path) => new FileInfo(path).LinkTarget;

    /// <summary>Refuses a file's place that is taken by something else than a file. Nothing is opened.</summary>
    /// <exception cref="IOException">A link, a folder or a device stands there.</exception>
    internal static void RequireFileOrNothing(string path)
    {
        if (LinkTarget(path) is { } leadsTo) throw new IOException($"{path} is a link to {leadsTo}: name what it leads to, or remove the link.");
        if (RegularFile.WhyNot(path) is { } reason) throw new IOException($"{path} {reason}: remove it, or name another target.");
    }

    /// <summary>
    /// Whether a link with this text, at this place below the top of a copied tree, leads to a place in the tree. Links through other
    /// links are judged by their text: the others are judged too.
    /// </summary>
    /// <param name="link">The place of the link below the top, with slashes.</param>
    /// <param name="text">Where the link leads.</param>
    internal static bool StaysInside(string link, string text)
    {
        if (text.Length == 0 || text[0] == '/' || text.Contains('\0', StringComparison.Ordinal)) return false;
        if (OperatingSystem.IsWindows() && text.IndexOfAny(['\\', ':']) >= 0) return false;
        var depth = link.Count(character => character == '/');
        var down = false;
        foreach (var part in text.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..")
            {
                down = true;
                depth++;
                continue;
            }
            // Up from a name may be up from where another link leads: only a beginning of `..` is sure to be what it says.
            if (down || --depth < 0) return false;
        }
        return true;
    }
}
