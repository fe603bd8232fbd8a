using System.Text;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>A text with <c>{{ }}</c> in it. It is read once, when the server starts; what a request brings is put in and never read.</summary>
sealed class AnswerTemplate
{
    /// <summary>A text, or the terms of which the first that the request has is put in.</summary>
    readonly record struct Part(string Text, TemplateTerm[]? Terms);

    readonly List<Part> parts = [];

    /// <summary>Reads a template; null when the text has no <c>{{ }}</c>.</summary>
    internal static AnswerTemplate? Parse(string text, RoutePattern pattern, Func<string, string, Exception> wrong)
    {
        var template = new AnswerTemplate();
        var start = 0;
        while (text.IndexOf("{{", start, StringComparison.Ordinal) is var open and >= 0)
        {
            if (open > start) template.parts.Add(new(text[start..open], null));
            var terms = new List<TemplateTerm>();
            start = open + 2;
            do
            {
                terms.Add(TemplateTerm.Parse(NextName(text, ref start, out var end, wrong), pattern, wrong));
                if (end == '}') break;
            }
            while (true);
            template.parts.Add(new("", [.. terms]));
        }
        if (template.parts.Count == 0) return null;
        if (start < text.Length) template.parts.Add(new(text[start..], null));
        return template;
    }

    /// <summary>The text with the values in it.</summary>
    /// <param name="values">What the request brought.</param>
    /// <param name="inJson">Whether the text is JSON, where the values stand inside of strings or, if they are JSON, alone.</param>
    /// <exception cref="TemplateException">The request has not what the template needs.</exception>
    internal string Fill(TemplateValues values, bool inJson)
    {
        var filled = new StringBuilder();
        foreach (var (text, terms) in parts)
        {
            if (terms is null)
            {
                filled.Append(text);
                continue;
            }
            var (_, value, json) = values.First(terms);
            filled.Append(value is null ? json.GetRawText() : inJson ? JsonEncodedText.Encode(value).Value : value);
        }
        return filled.ToString();
    }

    /// <summary>Writes the text as a JSON value. A template that is one name and nothing else keeps the type of its value.</summary>
    /// <exception cref="TemplateException">The request has not what the template needs.</exception>
    internal void WriteTo(Utf8JsonWriter writer, TemplateValues values)
    {
        if (parts is [{ Terms: { } terms }])
        {
            var (term, text, json) = values.First(terms);
            if (text is null) json.WriteTo(writer);
            else if (term.Root is TemplateRoot.Count) writer.WriteRawValue(text);
            else writer.WriteStringValue(text);
            return;
        }
        writer.WriteStringValue(Fill(values, inJson: false));
    }

    /// <summary>Reads a name up to <c>??</c> or <c>}}</c>; what is in quotes is no end.</summary>
    static string NextName(string text, ref int start, out char end, Func<string, string, Exception> wrong)
    {
        var quoted = false;
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '\'') quoted = !quoted;
            if (quoted || at + 1 == text.Length || text[at] != text[at + 1] || text[at] is not ('}' or '?')) continue;
            var name = text[start..at].Trim();
            end = text[at];
            start = at + 2;
            return name.Length > 0 ? name : throw wrong("has an empty name in its template", "write one such as {{query.q}}; {{'{{'}} stands for {{ itself");
        }
        throw wrong("has {{ without }} in its template", "close it, or write {{'{{'}} for {{ itself");
    }
}

/// <summary>A request has not what a template needs.</summary>
sealed class TemplateException(string message) : Exception(message);
