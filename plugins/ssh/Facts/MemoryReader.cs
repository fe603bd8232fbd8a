using System.Globalization;

namespace Runner.Plugins.Ssh.Facts;

/// <summary>A system's memory.</summary>
static class MemoryReader
{
    public static MemoryFacts? Read(FactsAnswer answer) => answer.Has("memory") ? OfLinux(answer) : OfSysctl(answer);

    static MemoryFacts? OfLinux(FactsAnswer answer)
    {
        if (Kilobytes("MemTotal") is not { } total) return null;
        // Kernels before 3.14 do not say what is available.
        var available = Kilobytes("MemAvailable") ?? Kilobytes("MemFree") + Kilobytes("Buffers") + Kilobytes("Cached");
        var swap = Kilobytes("SwapTotal");
        return Of(total, available, swap, swap - Kilobytes("SwapFree"));

        long? Kilobytes(string name) => FactsAnswer.Number(answer.Value("memory", name)) * 1024;
    }

    static MemoryFacts? OfSysctl(FactsAnswer answer)
    {
        var total = Number("hw.memsize") ?? Number("hw.physmem64") ?? Number("hw.physmem");
        if (total is null) return null;
        var page = Number("hw.pagesize");
        // FreeBSD counts in sysctl, macOS has a program for it.
        var pages = Number("vm.stats.vm.v_free_count") + Number("vm.stats.vm.v_inactive_count")
            ?? FactsAnswer.Number(answer.Value("vm-stat", "Pages free")) + FactsAnswer.Number(answer.Value("vm-stat", "Pages inactive"));
        var (swap, used) = Swap(answer.Value("sysctl", "vm.swapusage"));
        return Of(total.Value, pages * page, swap, used);

        long? Number(string name) => FactsAnswer.Number(answer.Value("sysctl", name));
    }

    /// <param name="text">As macOS says it: <c>total = 2048.00M  used = 1023.50M  free = 1024.50M</c>.</param>
    static (long? Total, long? Used) Swap(string? text)
    {
        var words = FactsAnswer.Words(text ?? "");
        return (Of("total"), Of("used"));

        long? Of(string name) => Array.IndexOf(words, name) is >= 0 and var at && at + 2 < words.Length && words[at + 2].EndsWith('M')
            && double.TryParse(words[at + 2].AsSpan()[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var megabytes) && megabytes < FactsAnswer.Most >> 20
            ? (long)(megabytes * 1024 * 1024) : null;
    }

    static MemoryFacts Of(long total, long? available, long? swap, long? swapUsed)
    {
        if (available > total || available < 0) available = null;
        var used = total - available;
        return new(total, available, used, total > 0 && used is not null ? Math.Round(100.0 * used.Value / total, 1) : null, swap, swapUsed);
    }
}
