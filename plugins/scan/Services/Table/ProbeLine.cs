using System.Globalization;
using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>A line of the table, read from left to right.</summary>
sealed class ProbeLine(string text, int number, string source)
{
    int at;

    /// <summary>Its number, from 1.</summary>
    internal int Number => number;

    /// <summary>Whether nothing but blanks and a comment is left.</summary>
    internal bool IsOver
    {
        get
        {
            SkipBlanks();
            return at == text.Length || text[at] == '#';
        }
    }

    /// <summary>An error about this line.</summary>
    internal FormatException Error(string message) => new($"{source}:{number}: {message}");

    /// <summary>The next word.</summary>
    /// <param name="what">What it should be, for the error.</param>
    internal string Word(string what)
    {
        if (IsOver) throw Error($"{what} is missing");
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('"' or '=' or '#')) at++;
        return start < at ? text[start..at] : throw Error($"{what} is missing before `{text[at]}`");
    }

    /// <summary>The next character, when it is this one.</summary>
    internal bool Skip(char character)
    {
        SkipBlanks();
        if (at == text.Length || text[at] != character) return false;
        at++;
        return true;
    }

    /// <summary>A text in quotes: \r \n \t \\ \" \xHH, and \h and \p for the host and the port that are asked.</summary>
    internal string Quoted(bool hasPlaces)
    {
        if (!Skip('"')) throw Error("a text in \"quotes\" is missing");
        var result = new StringBuilder();
        while (at < text.Length)
        {
            var character = text[at++];
            if (character == '"') return result.ToString();
            if (character > '\xff') throw Error($"`{character}` is not a byte: write its UTF-8 as \\xHH");
            result.Append(character == '\\' ? Escape(hasPlaces) : character);
        }
        throw Error("the closing \" is missing");
    }

    /// <summary>An expression between slashes, and whether an i stands behind it.</summary>
    internal (string Expression, bool IgnoresCase) Expression()
    {
        if (!Skip('/')) throw Error("an expression between slashes is missing, such as /^SSH-/");
        var start = at;
        for (; at < text.Length && text[at] != '/'; at++)
        {
            if (text[at] == '\\') at++;
        }
        if (at >= text.Length) throw Error("the closing / of the expression is missing (a slash in it is written \\/)");
        var expression = text[start..at++];
        if (at == text.Length || char.IsWhiteSpace(text[at])) return (expression, false);
        if (text[at++] == 'i' && (at == text.Length || char.IsWhiteSpace(text[at]))) return (expression, true);
        throw Error("behind the expression may stand i, for upper and lower case alike, and nothing else");
    }

    /// <summary>A number.</summary>
    internal int Count(string what, int least, int most)
    {
        var word = Word(what);
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw Error($"{what} is `{word}`: give {least} to {most}");
    }

    /// <summary>Ports up to the end of the line, as numbers and ranges.</summary>
    internal List<PortSpan> Ports()
    {
        var spans = new List<PortSpan>();
        do
        {
            var word = Word("a port");
            var dash = word.IndexOf('-', StringComparison.Ordinal);
            if (!Port(dash < 0 ? word : word[..dash], out var first) || !Port(dash < 0 ? word : word[(dash + 1)..], out var last) || last < first)
                throw Error($"`{word}` is no port: give numbers of 1 to 65535 and ranges such as 8000-8010");
            spans.Add(new(first, last));
        }
        while (!IsOver);
        return spans;
    }

    static bool Port(string text, out int port) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;

    char Escape(bool hasPlaces)
    {
        if (at == text.Length) throw Error("the text ends with a backslash");
        switch (text[at++])
        {
            case 'r': return '\r';
            case 'n': return '\n';
            case 't': return '\t';
            case '\\': return '\\';
            case '"': return '"';
            case 'h' when hasPlaces: return ProbePayload.Host;
            case 'p' when hasPlaces: return ProbePayload.Port;
            case 'x' when at + 2 <= text.Length && byte.TryParse(text.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value):
                at += 2;
                return (char)value;
            default:
                throw Error($"`\\{text[at - 1]}` is no escape: there are \\r \\n \\t \\\\ \\\" \\xHH{(hasPlaces ? " \\h \\p" : "")}");
        }
    }

    void SkipBlanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }
}
