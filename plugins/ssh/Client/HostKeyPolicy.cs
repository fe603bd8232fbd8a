namespace Runner.Plugins.Ssh;

/// <summary>Which host keys are accepted: in workflows <c>strict</c>, <c>accept-new</c>, <c>SHA256:...</c> or <c>off</c>.</summary>
public sealed record HostKeyPolicy
{
    HostKeyPolicy(string text) => Text = text;

    /// <summary>Only those that the file of known hosts has. The default.</summary>
    public static HostKeyPolicy Strict { get; } = new("strict");

    /// <summary>Those that are known, and the one of a host that is not known yet, which is then remembered. A key that changed is refused.</summary>
    public static HostKeyPolicy AcceptNew { get; } = new("accept-new");

    /// <summary>Any key: whoever answers is taken for the host. Every connection warns of it.</summary>
    public static HostKeyPolicy Off { get; } = new("off");

    /// <summary>As workflows write it.</summary>
    public string Text { get; }

    /// <summary>The one fingerprint that is accepted, as <c>SHA256:...</c>; null for the other policies.</summary>
    public string? Fingerprint => Text.StartsWith("SHA256:", StringComparison.Ordinal) ? Text : null;

    /// <summary>Only the key of this fingerprint, as <c>ssh-keygen -l</c> writes it.</summary>
    /// <exception cref="FormatException">It is not SHA256: and 43 characters of base64.</exception>
    public static HostKeyPolicy OfFingerprint(string fingerprint) => Parse(fingerprint) is { Fingerprint: not null } policy
        ? policy : throw new FormatException($"`{fingerprint}` is no fingerprint");

    /// <summary>The policy that a text names.</summary>
    /// <exception cref="FormatException">It names none; the message says what would be right.</exception>
    public static HostKeyPolicy Parse(string text)
    {
        switch (text)
        {
            case "strict": return Strict;
            case "accept-new": return AcceptNew;
            case "off": return Off;
        }

        var digest = text.StartsWith("fingerprint:", StringComparison.Ordinal) ? text["fingerprint:".Length..].Trim() : text;
        var bytes = new byte[33];
        return digest.StartsWith("SHA256:", StringComparison.Ordinal) && digest.TrimEnd('=').Length == 50
            && Convert.TryFromBase64String(digest["SHA256:".Length..].TrimEnd('=') + "=", bytes, out var length) && length == 32
            ? new(digest.TrimEnd('='))
            : throw new FormatException($"`{text}` is no policy for host keys: write strict, accept-new, or a fingerprint such as SHA256:oNh6… (43 characters of base64, from `ssh-keygen -l`)");
    }
}
