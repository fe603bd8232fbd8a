using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Forwarding;

/// <summary>Why a port is not forwarded, where the client or the server said no.</summary>
static class ForwardErrors
{
    /// <summary>The client did not listen though the port was free.</summary>
    public static SshException NotHere(ForwardRequest request, string target, string words) =>
        new(target, $"Nothing can be forwarded from {Words.Server(request.BindAddress, request.BindPort)}: the OpenSSH client says {Words.Quote(words)}.");

    /// <summary>The server does not listen.</summary>
    public static SshException NotThere(ForwardRequest request, string target) =>
        new(target, $"{target} refuses to listen on {(request.BindPort == 0 ? "a free port" : $"port {request.BindPort}")} and to forward it.")
        {
            Help = "The port may be taken there, or below 1024, or the server forbids forwarding (AllowTcpForwarding, PermitListen, DisableForwarding).",
        };

    /// <summary>It would share the other's port, and end with it.</summary>
    public static SshException Twice(ForwardRequest request, string target) =>
        new(target, $"{target} forwards {(request.BindPort == 0 ? "a port" : $"port {request.BindPort}")} to {Words.Server(request.Host ?? "", request.Port)} already.")
        {
            Help = "Use the port that is forwarded; it is forwarded until its connection is closed.",
        };
}
