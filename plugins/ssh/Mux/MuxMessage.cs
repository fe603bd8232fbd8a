namespace Runner.Plugins.Ssh.Mux;

/// <summary>The numbers of OpenSSH's multiplexing protocol (its file PROTOCOL.mux).</summary>
static class MuxMessage
{
    public const uint Version = 4;

    public const uint Hello = 0x00000001;
    public const uint AliveCheck = 0x10000004;
    public const uint Terminate = 0x10000005;
    public const uint OpenForward = 0x10000006;
    public const uint CloseForward = 0x10000007;
    public const uint Proxy = 0x1000000f;

    public const uint Ok = 0x80000001;
    public const uint PermissionDenied = 0x80000002;
    public const uint Failure = 0x80000003;
    public const uint Alive = 0x80000005;
    public const uint RemotePort = 0x80000007;
    public const uint Proxied = 0x8000000f;
}
