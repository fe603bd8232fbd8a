using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Runner.Workflows.Text;

namespace Runner.Workflows.Importing;

/// <summary>A line of a file, and where it begins.</summary>
readonly record struct HttpFileLine(string Text, int Offset);

/// <summary>What stands between two <c>###</c>: at most one request, and what is said of it.</summary>
sealed partial class HttpFileSection
{
    readonly StringBuilder script = new();
    readonly StringBuilder whole = new();

    /// <summary>What stands behind the <c>###</c>.</summary>
    public string? Title { get; private set; }

    /// <summary>What <c># @name</c> says.</summary>
    public string? Id { get; private set; }

    public HashSet<string> Tags { get; } = new(StringComparer.Ordinal);

    public string? Timeout { get; private set; }

    public string? ConnectTimeout { get; private set; }

    public List<KeyValuePair<string, string>> Variables { get; } = [];

    /// <summary>Variables that a person would be asked for, and what is said of them.</summary>
    public List<KeyValuePair<string, string>> Prompts { get; } = [];

    public HttpFileLine? RequestLine { get; private set; }

    public List<HttpFileLine> Headers { get; } = [];

    public List<HttpFileLine> Body { get; } = [];

    /// <summary>JetBrains' <c>&gt; {% ... %}</c>.</summary>
    public string ResponseScript => script.ToString();

    /// <summary>Lines that have no counterpart.</summary>
    public List<HttpFileLine> LeftOut { get; } = [];

    /// <summary>All its lines.</summary>
    public string Whole => whole.ToString();

    public static List<HttpFileSection> Split(SourceText text)
    {
        var sections = new List<HttpFileSection> { new() };
        var reading = new Reading(sections[0]);
        foreach (var line in LinesOf(text.Content))
        {
            if (line.Text.StartsWith("###", StringComparison.Ordinal))
            {
                sections.Add(new() { Title = line.Text.Trim('#', ' ', '\t') is { Length: > 0 } title ? title : null });
                reading = new(sections[^1]);
            }
            else reading.Take(line);
        }

        foreach (var section in sections) section.TrimBody();
        return sections;
    }

    static IEnumerable<HttpFileLine> LinesOf(string content)
    {
        for (var at = 0; at < content.Length;)
        {
            var end = content.IndexOf('\n', at);
            if (end < 0) end = content.Length;
            yield return new(content[at..end].TrimEnd('\r'), at);
            at = end + 1;
        }
    }

    void TrimBody()
    {
        while (Body.Count > 0 && Body[^1].Text.Trim().Length == 0) Body.RemoveAt(Body.Count - 1);
        while (Body.Count > 0 && Body[0].Text.Trim().Length == 0) Body.RemoveAt(0);
    }

    /// <summary>The lines of a section one by one.</summary>
    sealed class Reading(HttpFileSection section)
    {
        bool inBody;
        bool inScript;
        bool keepsScript;

        public void Take(HttpFileLine line)
        {
            var trimmed = line.Text.Trim();
            if (inScript) TakeScript(line.Text);
            else if (section.RequestLine is null) TakeBefore(line, trimmed);
            else if (inBody) TakeBody(line, trimmed);
            else if (trimmed.Length == 0) inBody = true;
            else if (IsComment(trimmed)) TakeTag(trimmed);
            // An URL of several lines.
            else if (section.Headers.Count == 0 && (trimmed[0] is '?' or '&' || char.IsWhiteSpace(line.Text[0])) && !section.RequestLine.Value.Text.StartsWith("curl ", StringComparison.Ordinal))
                section.RequestLine = section.RequestLine.Value with { Text = section.RequestLine.Value.Text + trimmed };
            else section.Headers.Add(line);
            if (section.RequestLine is not null) section.whole.Append(line.Text).Append('\n');
        }

        void TakeBefore(HttpFileLine line, string trimmed)
        {
            if (trimmed.Length == 0) return;
            if (IsComment(trimmed)) TakeTag(trimmed);
            else if (trimmed.StartsWith('@') && Variable().Match(trimmed) is { Success: true } variable) section.Variables.Add(new(variable.Groups["name"].Value, variable.Groups["value"].Value.Trim()));
            else if (trimmed.StartsWith("< ", StringComparison.Ordinal) || trimmed.StartsWith("<{%", StringComparison.Ordinal)) BeginScript(line, trimmed, keeps: false);
            else section.RequestLine = line with { Text = trimmed };
        }

        void TakeBody(HttpFileLine line, string trimmed)
        {
            if (trimmed.StartsWith("> {%", StringComparison.Ordinal) || trimmed.StartsWith(">{%", StringComparison.Ordinal)) BeginScript(line, trimmed, keeps: true);
            else if (trimmed.StartsWith("> ", StringComparison.Ordinal) && trimmed.EndsWith(".js", StringComparison.Ordinal) || trimmed.StartsWith(">> ", StringComparison.Ordinal) || trimmed.StartsWith(">>! ", StringComparison.Ordinal)) section.LeftOut.Add(line);
            // The last answers, which JetBrains keeps.
            else if (!trimmed.StartsWith("<> ", StringComparison.Ordinal)) section.Body.Add(line);
        }

        void BeginScript(HttpFileLine line, string trimmed, bool keeps)
        {
            keepsScript = keeps;
            if (!keeps) section.LeftOut.Add(line);
            var open = trimmed.IndexOf("{%", StringComparison.Ordinal);
            if (open < 0) return;
            inScript = true;
            TakeScript(trimmed[(open + 2)..]);
        }

        void TakeScript(string text)
        {
            var end = text.IndexOf("%}", StringComparison.Ordinal);
            if (keepsScript) section.script.Append(end < 0 ? text : text[..end]).Append('\n');
            inScript = end < 0;
        }

        void TakeTag(string trimmed)
        {
            var tag = trimmed.TrimStart('#', '/').Trim();
            if (!tag.StartsWith('@')) return;
            var words = tag[1..].Split((char[]?)[' ', '\t', '='], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var value = words.Length > 1 ? words[1] : "";
            switch (words.Length == 0 ? "" : words[0])
            {
                case "name": section.Id = value.Length > 0 ? value : null; break;
                case "timeout": section.Timeout = DurationOf(value); break;
                case "connection-timeout": section.ConnectTimeout = DurationOf(value); break;
                case "prompt": section.Prompts.Add(new(value.Split(' ')[0], "")); break;
                default: section.Tags.Add(words.Length == 0 ? "" : words[0]); break;
            }
        }

        static bool IsComment(string trimmed) => trimmed.StartsWith('#') || trimmed.StartsWith("//", StringComparison.Ordinal);

        static string? DurationOf(string value)
        {
            var match = Duration().Match(value);
            return match.Success ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups["count"].Value}{(match.Groups["unit"].Value is { Length: > 0 } unit ? unit : "s")}") : null;
        }
    }

    [GeneratedRegex(@"^@(?<name>[^\s=]+)\s*=(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(?<count>\d+)\s*(?<unit>ms|s|m)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
