using System.Text;
using Runner.ScanLab.Namespaces;

namespace Runner.ScanLab.Links;

/// <summary>A network device whose packets this process reads and writes (Linux: /dev/net/tun).</summary>
static unsafe class TapDevice
{
    /// <summary>Makes one in a namespace.</summary>
    /// <returns>Its descriptor, which does not block.</returns>
    public static int Open(NetworkNamespace place, string name) => place.Run(() =>
    {
        var descriptor = Libc.Open("/dev/net/tun", Libc.ReadWrite | Libc.NonBlocking | Libc.CloseOnExec);
        if (descriptor < 0) throw new LabException($"/dev/net/tun: {Libc.LastError}");
        // struct ifreq: 16 bytes of name, then the flags.
        var request = stackalloc byte[40];
        new Span<byte>(request, 40).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, 15));
        *(short*)(request + 16) = Libc.Tap | Libc.NoPacketInfo;
        if (Libc.Control(descriptor, Libc.TunSetInterface, request) != 0) throw new LabException($"no TAP device can be made here: {Libc.LastError}");
        return descriptor;
    });
}
