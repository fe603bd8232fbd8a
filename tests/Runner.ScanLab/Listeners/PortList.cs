using System.Globalization;

namespace Runner.ScanLab.Listeners;

/// <summary>Ports as they are written: <c>22,80,1000-1019</c>.</summary>
static class PortList
{
    public static IReadOnlyList<int> Parse(string text) => [.. text.Split(',').SelectMany(part =>
    {
        var ends = part.Split('-');
        return ends.Length is 1 or 2 && ends.All(end => ushort.TryParse(end, CultureInfo.InvariantCulture, out _))
            ? Enumerable.Range(Of(ends[0]), Math.Max(0, Of(ends[^1]) - Of(ends[0]) + 1))
            : throw new LabException($"'{part}' is neither a port nor a range of ports");
    })];

    static int Of(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
