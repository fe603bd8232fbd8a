using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>Names of files on their way, beside those that they replace: <c>.NAME.runner-XXXXXX</c>.</summary>
static class TemporaryName
{
    /// <summary>What file systems allow a name, in bytes.</summary>
    const int Longest = 255;

    // Nobody gains by guessing it, since what has the name already is not opened; and OpenSSL, which better random numbers are made by, takes 20 ms to load.
    internal static string Beside(string path, char separator = '/') => With(path, $".runner-{Random.Shared.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 6)}", separator);

    /// <summary>
    /// The same name for the same source as it is now, so that the next attempt finds it, and one with another source or another
    /// version of it does not.
    /// </summary>
    internal static string OfPart(string path, long size, DateTimeOffset modified, char separator = '/')
    {
        var mark = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size} {modified.ToUnixTimeSeconds()}")));
        return With(path, $".runner-part-{Convert.ToHexStringLower(mark.AsSpan(0, 4))}", separator);
    }

    static string With(string path, string ending, char separator)
    {
        var slash = path.LastIndexOf(separator);
        var name = path[(slash + 1)..];
        while (Protocol.RemoteName.Encode(name).Length + ending.Length + 1 > Longest) name = name[..^(char.IsLowSurrogate(name[^1]) && name.Length > 1 && char.IsHighSurrogate(name[^2]) ? 2 : 1)];
        return $"{path[..(slash + 1)]}.{name}{ending}";
    }
}
