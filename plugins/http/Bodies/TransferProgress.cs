using System.Globalization;

namespace Runner.Plugins.Http;

/// <summary>How far an upload or a download has come.</summary>
/// <param name="Bytes">The bytes that are there, with those that an earlier, resumed transfer brought.</param>
/// <param name="Total">The bytes there will be; null when nobody said.</param>
/// <param name="Rate">Bytes a second, on average since the transfer began.</param>
public sealed record TransferProgress(long Bytes, long? Total, double Rate)
{
    /// <summary>From 0 to 1; null when the end is not known.</summary>
    public double? Fraction => Total is > 0 and var total ? Math.Min(1, (double)Bytes / total) : null;

    /// <summary>For people: <c>12.3 MiB of 200 MiB, 45.1 MiB/s</c>.</summary>
    public override string ToString() =>
        Total is { } total ? $"{Amount(Bytes)} of {Amount(total)}, {Amount(Rate)}/s" : $"{Amount(Bytes)}, {Amount(Rate)}/s";

    static string Amount(double bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB"];
        var unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++) bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(bytes < 100 && unit > 0 ? Math.Round(bytes, 1) : Math.Round(bytes))} {units[unit]}");
    }
}
