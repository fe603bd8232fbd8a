using System.Text.Json;

namespace Runner.Workflows.Importing;

/// <summary>Which requests of an archive people mean: those of the application, not those of the browser around it.</summary>
sealed class HarFilter(ImportOptions options)
{
    static readonly HashSet<string> AssetKinds = new(StringComparer.OrdinalIgnoreCase) { "image", "stylesheet", "font", "script", "media", "manifest", "texttrack", "ping", "csp-violation-report" };

    static readonly HashSet<string> AssetEndings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".js", ".mjs", ".css", ".map", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".ico", ".bmp", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".mp3", ".mp4", ".webm", ".ogg", ".wasm", ".webmanifest",
    };

    static readonly HashSet<string> BrowserHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept-Language", "Cache-Control", "Pragma", "DNT", "Priority", "TE", "Upgrade-Insecure-Requests", "User-Agent", "Referer", "Save-Data", "X-Client-Data", "Purpose",
    };

    int assets;
    int preflights;
    int sockets;
    int unanswered;
    int local;
    int otherHosts;

    /// <summary>What was left out, and how to have it.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (assets > 0) yield return $"{Of(assets, "request")} for images, styles, fonts and scripts left out; --with-assets keeps them";
            if (otherHosts > 0) yield return $"{Of(otherHosts, "request")} to other hosts left out";
            if (preflights > 0) yield return $"{Of(preflights, "preflight request")} (OPTIONS) of the browser left out";
            if (sockets > 0) yield return $"{Of(sockets, "WebSocket")} left out";
            if (unanswered > 0) yield return $"{Of(unanswered, "request")} that got no answer left out";
            if (local > 0) yield return $"{Of(local, "request")} that never left the browser (data:, blob:) left out";
        }
    }

    /// <summary>Whether an entry becomes a step. What does not is counted.</summary>
    public bool Wants(JsonElement entry, string url)
    {
        var kind = entry.Text("_resourceType") ?? "";
        var response = entry.Get("response");
        if (url.StartsWith("ws://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("wss://", StringComparison.OrdinalIgnoreCase) || kind == "websocket") return Not(ref sockets);
        if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return Not(ref local);
        if (options.OnlyHosts.Count > 0 && !IsWantedHost(url)) return Not(ref otherHosts);
        if (kind == "preflight" || entry.Get("request")?.Text("method") == "OPTIONS" && HasHeader(entry, "Access-Control-Request-Method")) return Not(ref preflights);
        if (response?.Text("status") is "0" or null) return Not(ref unanswered);
        if (!options.WithAssets && IsAsset(kind, url, response)) return Not(ref assets);
        return true;

        static bool Not(ref int count)
        {
            count++;
            return false;
        }
    }

    /// <summary>Whether browsers send a header of their own, so that a workflow need not.</summary>
    public static bool IsBrowsers(string name, string value) =>
        BrowserHeaders.Contains(name) || name.StartsWith("Sec-", StringComparison.OrdinalIgnoreCase) || name.Equals("Accept", StringComparison.OrdinalIgnoreCase) && value == "*/*"
        || name.Equals("Origin", StringComparison.OrdinalIgnoreCase) && value == "null";

    bool IsWantedHost(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)) return false;
        return options.OnlyHosts.Any(wanted => parsed.Host.Equals(wanted, StringComparison.OrdinalIgnoreCase) || parsed.Authority.Equals(wanted, StringComparison.OrdinalIgnoreCase)
            || parsed.Host.EndsWith("." + wanted.TrimStart('*', '.'), StringComparison.OrdinalIgnoreCase));
    }

    static bool IsAsset(string kind, string url, JsonElement? response)
    {
        if (AssetKinds.Contains(kind)) return true;
        if (kind is "xhr" or "fetch" or "document") return false;
        if (AssetEndings.Contains(Path.GetExtension(UrlText.Split(url).Address[(url.IndexOf("://", StringComparison.Ordinal) + 3)..]))) return true;
        var type = response?.Get("content")?.Text("mimeType") ?? "";
        return type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("font/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("text/css", StringComparison.OrdinalIgnoreCase)
            || type.Contains("javascript", StringComparison.OrdinalIgnoreCase);
    }

    static bool HasHeader(JsonElement entry, string name) =>
        entry.Get("request") is { } request && request.Items("headers").Any(header => string.Equals(header.Text("name"), name, StringComparison.OrdinalIgnoreCase));

    static string Of(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
