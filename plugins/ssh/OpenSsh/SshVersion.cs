using System.Buffers;
using System.Globalization;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>The version of an OpenSSH client, from what <c>ssh -V</c> writes.</summary>
/// <param name="Text">As it names itself: <c>OpenSSH_9.2p1</c>.</param>
/// <param name="Number">The number in it; 0.0 for a program that is not OpenSSH.</param>
sealed record SshVersion(string Text, Version Number)
{
    static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    /// <summary>Whether questions can be had from a program of ours and never from the terminal (<c>SSH_ASKPASS_REQUIRE</c>).</summary>
    public bool AsksPrograms => Number >= new Version(8, 4);

    /// <summary>Whether it can ask a program which host keys it knows (<c>KnownHostsCommand</c>).</summary>
    public bool HasKnownHostsCommand => Number >= new Version(8, 5);

    /// <summary>The version that a line says: <c>OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19</c>, <c>OpenSSH_for_Windows_9.5p1</c>.</summary>
    public static SshVersion Parse(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', ',');
        var text = end < 0 ? line : line[..end];
        if (!text.StartsWith("OpenSSH_", StringComparison.Ordinal)) return new(text, new Version(0, 0));
        var number = text.AsSpan(text.LastIndexOf('_') + 1);
        var stop = number.IndexOfAnyExcept(OfNumbers);
        if (stop >= 0) number = number[..stop];
        return new(text, Version.TryParse(number, out var version) ? version : int.TryParse(number, CultureInfo.InvariantCulture, out var major) ? new Version(major, 0) : new Version(0, 0));
    }
}
