using System.Globalization;
using System.Text.RegularExpressions;

namespace Runner.Plugins.Ssh.Facts;

/// <summary>A system's file systems, from what <c>df</c> says of their space and inodes and what the system says of their kinds.</summary>
static partial class DiskReader
{
    // In memory, made up by the kernel, or images that are always full.
    static readonly HashSet<string> NotDisks =
    [
        "tmpfs", "devtmpfs", "ramfs", "squashfs", "iso9660", "udf", "proc", "procfs", "sysfs", "devfs", "devpts", "cgroup", "cgroup2", "autofs", "efivarfs", "mqueue", "fdescfs",
        "linprocfs", "nullfs", "overlay", "shm", "fuse.snapfuse", "fuse.lxcfs", "mfs",
    ];

    public static IReadOnlyList<DiskFacts> Read(FactsAnswer answer)
    {
        var types = Types(answer);
        var inodes = Rows(answer.Lines("inodes")).ToLookup(row => row.Mount);
        var disks = new List<DiskFacts>();
        foreach (var row in Rows(answer.Lines("space")))
        {
            if (row is not { Numbers: [var size, var used, var available, ..] } || size == 0 || !IsDisk(row, types.GetValueOrDefault(row.Mount))) continue;
            // Bind mounts show one file system several times.
            if (disks.Exists(known => known.Mount == row.Mount)) continue;
            var (files, filesUsed) = Inodes(inodes[row.Mount].FirstOrDefault());
            disks.Add(new(
                row.Device, row.Mount, types.GetValueOrDefault(row.Mount), size * 1024, used * 1024, available * 1024, Percent(used, used + available),
                files, filesUsed, files is { } all && filesUsed is { } some ? Percent(some, all) : null));
        }

        return disks;
    }

    static bool IsDisk(Row row, string? type) => row.Mount == "/" || (type is null ? row.Device.StartsWith('/') : !NotDisks.Contains(type) && !type.StartsWith("fuse.gvfs", StringComparison.Ordinal));

    static double Percent(long part, long all) => all <= 0 ? 0 : Math.Round(100.0 * part / all, 1);

    /// <summary>GNU and busybox answer <c>-i</c> with three numbers; BSD adds two columns after those of the space.</summary>
    static (long? All, long? Used) Inodes(Row? row) => row switch
    {
        { BsdInodes: { } bsd } => (bsd.Used + bsd.Free, bsd.Used),
        { Numbers: [> 0 and var all, var used, ..] } => (all, used),
        _ => (null, null),
    };

    static IEnumerable<Row> Rows(IReadOnlyList<string> lines)
    {
        var isBsd = lines is [var header, ..] && header.Contains("iused", StringComparison.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            if (RowPattern().Match(line) is not { Success: true } match) continue;
            long[] numbers = [Number(match, "a"), Number(match, "b"), Number(match, "c")];
            var rest = match.Groups["mount"].Value;
            (long, long)? inodes = null;
            if (isBsd && BsdPattern().Match(rest) is { Success: true } more)
            {
                inodes = (Number(more, "used"), Number(more, "free"));
                rest = more.Groups["mount"].Value;
            }

            yield return new(match.Groups["device"].Value, rest, numbers, inodes);
        }
    }

    static long Number(Match match, string group) => long.TryParse(match.Groups[group].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 0, FactsAnswer.Most) : 0;

    static Dictionary<string, string> Types(FactsAnswer answer)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in answer.Lines("mounts"))
            if (line.Split(' ') is [_, var mount, var type, ..]) types[Unescaped(mount)] = type;
        foreach (var line in answer.Lines("mount"))
            if (MountPattern().Match(line) is { Success: true } match) types[match.Groups["mount"].Value] = match.Groups["type"].Value;
        return types;
    }

    // A space in a name is \040 in /proc/mounts (getmntent(3)).
    static string Unescaped(string text) => !text.Contains('\\', StringComparison.Ordinal) ? text
        : OctalPattern().Replace(text, static match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString());

    // A device may have spaces in its name, and a mount point too.
    [GeneratedRegex(@"^(?<device>.+?)\s+(?<a>\d+|-)\s+(?<b>-?\d+|-)\s+(?<c>-?\d+|-)\s+(\d+%|-)\s+(?<mount>.+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"^(?<used>\d+)\s+(?<free>\d+)\s+(\d+%|-)\s+(?<mount>/.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BsdPattern();

    // "/dev/disk1s1 on / (apfs, local)", and "/dev/sd0a on / type ffs (local)" on OpenBSD.
    [GeneratedRegex(@"^.+? on (?<mount>/.*?) (\((?<type>[a-z0-9_.]+)|type (?<type>\S+) )", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MountPattern();

    [GeneratedRegex(@"\\([0-7]{3})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OctalPattern();

    sealed record Row(string Device, string Mount, long[] Numbers, (long Used, long Free)? BsdInodes);
}
