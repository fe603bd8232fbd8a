namespace Runner.Plugins.Http;

/// <summary>The formats whose texts can tell their charset themselves.</summary>
enum TextKind
{
    /// <summary>Another format.</summary>
    Other,

    /// <summary>The answer does not say what it is.</summary>
    Undeclared,
    Html,
    Xml,
    Json,
}

/// <summary>Formats by media types.</summary>
static class TextKinds
{
    internal static TextKind Of(string? contentType)
    {
        var type = MediaType(contentType);
        if (type.IsEmpty) return TextKind.Undeclared;
        if (Is(type, "application/json") || EndsWith(type, "+json") || EndsWith(type, "/json")) return TextKind.Json;
        if (Is(type, "text/html")) return TextKind.Html;
        return EndsWith(type, "/xml") || EndsWith(type, "+xml") ? TextKind.Xml : TextKind.Other;
    }

    /// <summary>The media type alone: <c>text/html</c> of <c>text/html; charset=utf-8</c>.</summary>
    internal static ReadOnlySpan<char> MediaType(string? contentType)
    {
        var end = contentType.AsSpan().IndexOfAny(';', ',');
        return (end < 0 ? contentType.AsSpan() : contentType.AsSpan(0, end)).Trim();
    }

    static bool Is(ReadOnlySpan<char> type, string other) => type.Equals(other, StringComparison.OrdinalIgnoreCase);

    static bool EndsWith(ReadOnlySpan<char> type, string end) => type.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
