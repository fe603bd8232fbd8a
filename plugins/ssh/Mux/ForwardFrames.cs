using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;

namespace Runner.Plugins.Ssh.Mux;

/// <summary>A forwarding, as requests to a master name it: to close one the same is said as to open it.</summary>
static class ForwardFrames
{
    /// <summary>What OpenSSH itself has in the place of a host for dynamic forwarding.</summary>
    const string Socks = "socks";

    public static void Forward(this WireBuffer message, ForwardRequest request)
    {
        message.UInt32(request.Kind switch
        {
            ForwardKind.Local => 1,
            ForwardKind.Remote => 2,
            _ => 3,
        });
        message.Text(request.BindAddress);
        message.UInt32((uint)request.BindPort);
        var isDynamic = request.Kind == ForwardKind.Dynamic;
        message.Text(isDynamic ? Socks : request.Host ?? throw new ArgumentException("A forwarding that is not dynamic has a host", nameof(request)));
        message.UInt32(isDynamic ? 0 : (uint)request.Port);
    }
}
