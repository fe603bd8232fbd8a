using System.Globalization;

namespace Runner.Plugins.Ssh.Facts;

/// <summary>What a system answered to <see cref="FactsScript"/>, by section.</summary>
sealed class FactsAnswer
{
    /// <summary>So that kilobytes can be counted in bytes, and pages too.</summary>
    public const long Most = 1L << 48;

    readonly Dictionary<string, string[]> sections = new(StringComparer.Ordinal);

    FactsAnswer()
    {
    }

    public static FactsAnswer Parse(string text)
    {
        var answer = new FactsAnswer();
        var name = "";
        var lines = new List<string>();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd('\r');
            if (!line.StartsWith('@'))
            {
                if (line.Length > 0) lines.Add(line);
                continue;
            }

            answer.sections[name] = [.. lines];
            name = line[1..];
            lines.Clear();
        }

        answer.sections[name] = [.. lines];
        return answer;
    }

    /// <summary>Whether it came to its end.</summary>
    public bool IsWhole => Has("end");

    public bool Has(string section) => sections.ContainsKey(section);

    /// <summary>The lines of a section that are not empty; none when it is not there.</summary>
    public IReadOnlyList<string> Lines(string section) => sections.GetValueOrDefault(section, []);

    /// <summary>The first line of a section; null when there is none.</summary>
    public string? First(string section) => Lines(section) is [var first, ..] ? first.Trim() : null;

    /// <summary>The value in a line of <c>name=value</c>, <c>name: value</c> or <c>name = value</c>; null when there is none.</summary>
    public string? Value(string section, string name)
    {
        foreach (var line in Lines(section))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal)) continue;
            var rest = line.AsSpan(name.Length).TrimStart();
            if (rest.IsEmpty || rest[0] is not ('=' or ':')) continue;
            var value = rest[1..].Trim();
            return value is ['"', .., '"'] or ['\'', .., '\''] ? value[1..^1].ToString() : value.ToString();
        }

        return null;
    }

    /// <summary>The number that a value starts with: <c>16284156 kB</c>, <c>512.</c>. One that could be no amount of anything is none.</summary>
    public static long? Number(string? text)
    {
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? text : text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Most ? number : null;
    }

    public static string[] Words(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
