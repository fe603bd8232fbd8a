namespace Runner.Plugins.Scan.Services;

/// <summary>What is known of a port so far. Used by several questions at a time.</summary>
sealed class PortFinding
{
    /// <summary>How many characters of a banner are kept.</summary>
    const int MaxBanner = 300;

    readonly Lock gate = new();
    ServiceMatch? match;
    string? banner;

    /// <summary>Whether the service has a name.</summary>
    internal bool IsNamed
    {
        get
        {
            lock (gate) return match is { Pattern.Service: not Unnamed };
        }
    }

    /// <summary>The service that a pattern names which only leads on to another probe.</summary>
    internal const string Unnamed = "-";

    /// <summary>The service that a pattern names which tells that the peer expects TLS.</summary>
    internal const string ExpectsTls = "tls";

    /// <summary>TLS on the port.</summary>
    internal ScannedTls? Tls { get; set; }

    /// <summary>What the web server answered.</summary>
    internal ScannedPage? Page { get; private set; }

    /// <summary>The probe that would tell more.</summary>
    internal string? Then
    {
        get
        {
            lock (gate) return match?.Pattern.Then;
        }
    }

    /// <summary>What was understood without TLS counts no more.</summary>
    internal void StartOver()
    {
        lock (gate) (match, banner, Page) = (null, null, null);
    }

    /// <summary>Takes what the peer said first.</summary>
    internal void Heard(string text)
    {
        lock (gate) banner ??= PrintableText.Of(text, MaxBanner);
    }

    /// <summary>Takes an answer that was understood. The first counts.</summary>
    internal void Understood(ServiceMatch found, string text)
    {
        lock (gate)
        {
            if (match is not null) return;
            match = found;
            Page ??= HttpReply.Is(text) ? HttpReply.Page(text) : null;
        }
    }

    /// <summary>Takes what a further question told.</summary>
    internal void Refined(ServiceMatch found)
    {
        lock (gate)
        {
            var before = match is { Pattern.Service: not Unnamed } named ? named : null;
            match = found with { Product = found.Product ?? before?.Product, Version = found.Version ?? before?.Version, Info = found.Info ?? before?.Info };
        }
    }

    internal ScannedService ToService(ProbeTable table)
    {
        lock (gate)
        {
            var name = match is { Pattern.Service: not Unnamed and var service } ? service : null;
            return new()
            {
                Name = Tls is null ? name : name is null ? ExpectsTls : table.SecureName(name),
                Product = name is null ? null : match!.Product,
                Version = name is null ? null : match!.Version,
                Info = name is null ? null : match!.Info,
                IsProbed = true,
                Banner = banner,
                Tls = Tls,
                Page = Page,
            };
        }
    }
}
