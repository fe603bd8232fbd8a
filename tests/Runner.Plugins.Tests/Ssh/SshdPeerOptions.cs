using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh;

static class SshdPeerOptions
{
    extension(SshdPeer peer)
    {
        /// <summary>What connects to it, without any configuration of the machine's user.</summary>
        public SshOptions Options => new()
        {
            Host = peer.Address,
            Port = peer.Port,
            IdentityFiles = [peer.ClientKey],
            KnownHosts = peer.KnownHosts,
            Agent = "none",
            Config = "none",
        };
    }
}
