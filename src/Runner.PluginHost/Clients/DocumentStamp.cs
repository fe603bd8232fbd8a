using System.Globalization;
using System.Security.Cryptography;

namespace Runner.PluginHost.Clients;

/// <summary>What tells whether a document is still the one that actions were made from.</summary>
/// <param name="Location">Its full path or URL.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Time">The time of its last write, or when it was fetched, in ticks, UTC.</param>
/// <param name="Hash">Its SHA-256.</param>
sealed record DocumentStamp(string Location, long Length, long Time, string Hash)
{
    /// <summary>How long what a URL answered is taken for what it would answer.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    public static DocumentStamp Of(string location, byte[] content, long time) => new(location, content.Length, time, HashOf(content));

    public static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static bool IsUrl(string location) => location.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || location.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is the same. A file's length and time say so for the price of a stat; after a copy that changed the time its content decides.</summary>
    public bool IsCurrent()
    {
        if (IsUrl(Location)) return DateTime.UtcNow.Ticks - Time < Fresh.Ticks;
        var file = new FileInfo(Location);
        if (!file.Exists || file.Length != Length) return false;
        return file.LastWriteTimeUtc.Ticks == Time || HashOf(File.ReadAllBytes(Location)) == Hash;
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Length}\t{Time}\t{Hash}\t{Location}");

    public static DocumentStamp? Parse(string line) => line.Split('\t', 4) is [var length, var time, var hash, var location]
        && long.TryParse(length, CultureInfo.InvariantCulture, out var bytes) && long.TryParse(time, CultureInfo.InvariantCulture, out var ticks) ? new(location, bytes, ticks, hash) : null;
}
