using static Runner.Plugins.Scan.Probing.Connecting.LinuxSocketCalls;

namespace Runner.Plugins.Scan.Probing.Connecting;

/// <summary>How many descriptors a prober may hold. At the limit nothing else of the program works, not even writing to the console.</summary>
static unsafe class DescriptorBudget
{
    const int LeastReserve = 64, MostReserve = 512;
    const int Most = 1 << 18;

    /// <summary>Raises this process's limit as far as it may (<c>RLIMIT_NOFILE</c>), and leaves what the program has open, and a reserve.</summary>
    public static int OfLinux()
    {
        var limits = stackalloc nuint[2];
        if (GetLimit(RLimitNoFile, limits) != 0) return 512;
        if (limits[0] < limits[1])
        {
            var soft = limits[0];
            limits[0] = limits[1];
            if (SetLimit(RLimitNoFile, limits) != 0) limits[0] = soft;
        }
        var limit = (long)Math.Min(limits[0], Most);
        var reserve = Math.Clamp(limit / 8, LeastReserve, MostReserve);
        return (int)Math.Max(16, limit - Open() - reserve);
    }

    static int Open()
    {
        try
        {
            return Directory.GetFileSystemEntries("/proc/self/fd").Length;
        }
        catch (IOException)
        {
            return 256; // no /proc: about what a busy Runner has open
        }
        catch (UnauthorizedAccessException)
        {
            return 256;
        }
    }
}
