using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>A server-sent event (HTML Standard, section 9.2).</summary>
public sealed record StubEvent
{
    /// <summary>What it says: text, or any other value, which is sent as JSON.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Its type; <c>message</c> for clients when absent.</summary>
    public string? Event { get; init; }

    /// <summary>Its id.</summary>
    public string? Id { get; init; }

    /// <summary>How long the client shall wait before it connects again.</summary>
    public TimeSpan? Retry { get; init; }
}
