using System.Globalization;
using System.Net;

namespace Runner.ScanLab;

/// <summary>
/// The lab's networks. The scanner is number 1 and the target number 2 of the link's; more addresses of the target may be on the link,
/// where a missing one is found out by nobody answering ARP, or behind the target as behind a router, where a missing one is silence.
/// </summary>
static class Addresses
{
    public const string Behind4 = "10.78.0.0/16", Behind6 = "fd78::/64";

    public static string Of4(int number) => $"10.77.0.{number}";

    public static string Of6(int number) => $"fd77::{number}";

    /// <summary>Addresses as they are written: one, or the first and the last of a range, several with commas.</summary>
    public static IReadOnlyList<IPAddress> Parse(string text) => [.. text.Split(',').SelectMany(ParseRange)];

    static IEnumerable<IPAddress> ParseRange(string text)
    {
        var parts = text.Split('-');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out var first)) throw new LabException($"'{text}' is neither an address nor a range of addresses");
        if (parts.Length == 1) return [first];
        // 10.77.1.1-254 or 10.77.1.1-10.77.1.254
        var bytes = first.GetAddressBytes();
        var start = (bytes[^2] << 8) | bytes[^1];
        int end;
        if (int.TryParse(parts[1], CultureInfo.InvariantCulture, out var last)) end = (bytes[^2] << 8) | last;
        else if (IPAddress.TryParse(parts[1], out var to)) end = (to.GetAddressBytes()[^2] << 8) | to.GetAddressBytes()[^1];
        else throw new LabException($"'{text}' is not a range of addresses");
        return Enumerable.Range(start, Math.Max(0, end - start + 1)).Select(value =>
        {
            var address = (byte[])bytes.Clone();
            (address[^2], address[^1]) = ((byte)(value >> 8), (byte)value);
            return new IPAddress(address);
        });
    }
}
