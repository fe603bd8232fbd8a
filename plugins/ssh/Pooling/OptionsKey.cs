using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Runner.Plugins.Ssh.Pooling;

/// <summary>What two options must have in common to share a connection: all but how long connecting may take, and who is warned.</summary>
static class OptionsKey
{
    /// <summary>The key. It holds the secrets of the options, and is kept where they are, and as long. A digest would have OpenSSL loaded, which is 20 ms.</summary>
    public static string Of(SshOptions options)
    {
        var text = new StringBuilder();
        Add(options.Host);
        Add(options.Port?.ToString(CultureInfo.InvariantCulture));
        Add(options.User);
        AddAll(options.IdentityFiles);
        Add(options.CertificateFile);
        Add(options.Passphrase);
        Add(options.Password);
        AddAll(options.Answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).SelectMany(answer => new[] { answer.Key, answer.Value }));
        Add(options.Agent);
        Add(options.HostKey.Text);
        Add(options.KnownHosts);
        AddAll(options.Jump);
        AddAll(options.JumpHosts.OrderBy(host => host.Key, StringComparer.Ordinal).SelectMany(host => new[] { host.Key, Of(host.Value) }));
        Add(options.Config);
        AddAll(options.KeyExchange);
        AddAll(options.Options.OrderBy(option => option.Key, StringComparer.OrdinalIgnoreCase).SelectMany(option => new[] { option.Key, option.Value }));
        Add(options.KeepAlive.Ticks.ToString(CultureInfo.InvariantCulture));
        Add(options.SearchPath);
        // Who may reach less gets no connection of those who may reach more.
        Add(options.Network.IsOpen ? null : RuntimeHelpers.GetHashCode(options.Network).ToString(CultureInfo.InvariantCulture));
        return text.ToString();

        // With its length before it, so that no two lists of parts look alike.
        void Add(string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part);

        void AddAll(IEnumerable<string> parts)
        {
            foreach (var part in parts) Add(part);
            text.Append(';');
        }
    }
}
