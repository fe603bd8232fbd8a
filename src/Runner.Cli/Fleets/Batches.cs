using System.Globalization;
using Runner.Reporting;

namespace Runner.Cli.Fleets;

/// <summary>Hosts in batches, one after the other: <c>--serial 5</c>, <c>--serial 10%</c>.</summary>
static class Batches
{
    /// <summary>The batches; without a size all hosts are one.</summary>
    /// <exception cref="UsageException">The size is none.</exception>
    public static IReadOnlyList<FleetBatch> Of(IReadOnlyList<FleetHost> hosts, string? serial)
    {
        var batches = hosts.Chunk(SizeOf(serial, hosts.Count)).ToList();
        return batches is [var only] ? [new("exec", only)] : [.. batches.Select((batch, index) => new FleetBatch($"batch-{index + 1}", batch))];
    }

    static int SizeOf(string? serial, int total)
    {
        if (serial is null) return Math.Max(1, total);
        var isPercent = serial.EndsWith('%');
        if (!int.TryParse(isPercent ? serial[..^1] : serial, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0 || (isPercent && number > 100))
            throw new UsageException($"--serial cannot be '{serial}'", "how many hosts at a time, such as 5, or which part of them, such as 10%");
        // As Ansible rounds: down, but never to none.
        return isPercent ? (int)Math.Max(1, (long)total * number / 100) : number;
    }
}
