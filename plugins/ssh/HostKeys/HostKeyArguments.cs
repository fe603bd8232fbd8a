using Runner.Plugins.Ssh.OpenSsh;

namespace Runner.Plugins.Ssh.HostKeys;

/// <summary>The arguments that a policy for host keys comes to. It never is <c>ask</c>: nobody is there to be asked.</summary>
static class HostKeyArguments
{
    static string Nothing => OperatingSystem.IsWindows() ? "NUL" : "/dev/null";

    /// <summary>Adds them.</summary>
    /// <param name="arguments">What they are added to.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="pin">The script that compares fingerprints; needed by a policy that names one.</param>
    public static void Add(List<string> arguments, SshOptions options, string? pin)
    {
        var policy = options.HostKey;
        Set("StrictHostKeyChecking", policy == HostKeyPolicy.Off ? "no" : policy == HostKeyPolicy.AcceptNew ? "accept-new" : "yes");
        if (policy.Fingerprint is { } fingerprint)
        {
            // The one key, and no other way for another: not a known one, not one that DNS names, not the exception for this machine.
            UseNoFiles();
            Set("VerifyHostKeyDNS", "no");
            Set("NoHostAuthenticationForLocalhost", "no");
            Set("FingerprintHash", "sha256");
            Set("KnownHostsCommand", $"\"{pin}\" %f %H %t %K {fingerprint}");
        }
        else if (policy == HostKeyPolicy.Off) UseNoFiles();
        else if (options.KnownHosts is { } file) Set("UserKnownHostsFile", LocalPath.Quoted(file, "known-hosts"));

        void UseNoFiles()
        {
            // With a key that changed the client would otherwise switch off passwords, or say no after all.
            Set("UserKnownHostsFile", Nothing);
            Set("GlobalKnownHostsFile", Nothing);
        }

        void Set(string name, string value) => arguments.AddRange(["-o", $"{name}={value}"]);
    }
}
