using System.Globalization;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Discovery;

/// <summary>The hardware addresses that this machine has learnt by talking with its neighbours, which any user may read.</summary>
static class KernelNeighbours
{
    /// <summary>The hardware address of a neighbour; null when it is not known. Of IPv4 only, and on Linux.</summary>
    public static string? MacOf(in ScanAddress address)
    {
        if (address.IsV6 || !OperatingSystem.IsLinux()) return null;
        var text = address.ToString();
        try
        {
            // Of the network that this thread is in. Columns: address, type, flags, hardware address, mask, interface.
            foreach (var line in File.ReadLines("/proc/thread-self/net/arp"))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length < 6 || columns[0] != text) continue;
                const int Complete = 2;
                var flags = int.Parse(columns[2].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return (flags & Complete) != 0 ? columns[3] : null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a sandbox without it: nobody can tell
        }

        return null;
    }
}
