using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>How many descriptors a prober may hold. At the limit nothing else of the program works, not even writing to the console.</summary>
static unsafe partial class DescriptorBudget
{
    const int LeastReserve = 64, MostReserve = 512;
    const int Most = 1 << 18;

    /// <summary><c>RLIMIT_NOFILE</c>.</summary>
    const int OpenFiles = 7;

    /// <summary>Raises this process's limit as far as it may (<c>RLIMIT_NOFILE</c>), and leaves what the program has open, and a reserve.</summary>
    public static int OfLinux()
    {
        var limits = stackalloc nuint[2];
        if (GetLimit(OpenFiles, limits) != 0) return 512;
        if (limits[0] < limits[1])
        {
            var soft = limits[0];
            limits[0] = limits[1];
            if (SetLimit(OpenFiles, limits) != 0) limits[0] = soft;
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

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimit(int resource, nuint* limits);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, nuint* limits);
}
