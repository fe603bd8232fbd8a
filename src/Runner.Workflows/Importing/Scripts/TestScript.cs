using System.Globalization;
using System.Text.RegularExpressions;

namespace Runner.Workflows.Importing;

/// <summary>
/// The simple statements of test scripts, Postman's and JetBrains': what they check becomes expectations, what they keep for
/// later requests becomes outputs. Nothing is run, and what is not simple is said to be left out.
/// </summary>
sealed partial class TestScript
{
    readonly Dictionary<string, string> aliases = new(StringComparer.Ordinal);

    /// <summary>Expressions that the step expects.</summary>
    public List<string> Expect { get; } = [];

    /// <summary>Variables that are set, and the expression of the value within the step.</summary>
    public List<KeyValuePair<string, string>> Sets { get; } = [];

    /// <summary>The beginning of what is left out; null when everything was understood.</summary>
    public string? Rest { get; private set; }

    /// <summary>Reads a script.</summary>
    public static TestScript Read(string script)
    {
        var read = new TestScript();
        var left = Comment().Replace(script, " ");
        left = Alias().Replace(left, match =>
        {
            read.aliases[match.Groups["name"].Value] = "result.json";
            return " ";
        });
        foreach (var (pattern, take) in read.Statements()) left = pattern.Replace(left, match => take(match) ? " " : match.Value);
        left = Silent().Replace(left, " ");
        left = Wrapper().Replace(left, " ");
        if (Ends().Replace(left, "").Trim().Length == 0) return read;
        var rest = string.Join(' ', Alone().Replace(left, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        read.Rest = rest.Length > 70 ? rest[..70] + "…" : rest;
        return read;
    }

    IEnumerable<(Regex, Func<Match, bool>)> Statements()
    {
        yield return (Status(), match => Add($"result.status == {match.Groups["code"].Value}"));
        yield return (StatusText(), match => Add($"result.reason == {ExpressionMark.Quote(match.Groups["text"].Value)}"));
        yield return (OneOf(), match => Add($"contains(fromJSON('[{match.Groups["codes"].Value}]'), result.status)"));
        yield return (Success(), _ => Add("result.status >= 200 && result.status < 300"));
        yield return (Time(), match => Add($"result.timings.total < {match.Groups["most"].Value}"));
        yield return (Includes(), match => Literal(match.Groups["text"].Value) is { } text && Add($"contains(result.body, {text})"));
        yield return (Header(), match => Add($"result.headers[{ExpressionMark.Quote(match.Groups["name"].Value)}] {(match.Groups["value"] is { Success: true } value ? $"== {ExpressionMark.Quote(value.Value)}" : "!= null")}"));
        yield return (Equal(), match => PathOf(match.Groups["path"].Value) is { } path && Literal(match.Groups["value"].Value) is { } value && Add($"{path} == {value}"));
        yield return (Exists(), match => PathOf(match.Groups["path"].Value) is { } path && Add($"{path} != null"));
        yield return (Property(), match => PathOf(match.Groups["path"].Value) is { } path && ResponsePath.Of(match.Groups["name"].Value, path) is { } member
            && (match.Groups["value"] is not { Success: true } value ? Add($"{member} != null") : Literal(value.Value) is { } literal && Add($"{member} == {literal}")));
        yield return (Contains(), match => PathOf(match.Groups["path"].Value) is { } path && Literal(match.Groups["text"].Value) is { } text && Add($"contains({path}, {text})"));
        yield return (Compared(), match => PathOf(match.Groups["path"].Value) is { } path && Add($"{path} {SignOf(match.Groups["sign"].Value)} {match.Groups["number"].Value}"));
        yield return (Truth(), match => PathOf(match.Groups["path"].Value) is { } path && Add($"{path} == {match.Groups["value"].Value}"));
        yield return (Legacy(), match => Operand(match.Groups["left"].Value) is { } left && Literal(match.Groups["right"].Value) is { } right && Add($"{left} {match.Groups["sign"].Value[..1]}= {right}"));
        yield return (Setting(), match => (PathOf(match.Groups["path"].Value) ?? HeaderOf(match.Groups["path"].Value)) is { } path && Keep(match.Groups["name"].Value, path));
    }

    bool Add(string expectation)
    {
        if (!Expect.Contains(expectation)) Expect.Add(expectation);
        return true;
    }

    bool Keep(string name, string expression)
    {
        Sets.RemoveAll(set => set.Key == name);
        Sets.Add(new(name, expression));
        return true;
    }

    static string SignOf(string word) => word switch
    {
        "above" or "greaterThan" or "gt" => ">",
        "least" or "gte" => ">=",
        "below" or "lessThan" or "lt" => "<",
        _ => "<=",
    };

    string? Operand(string text) => text.Trim() switch
    {
        "responseCode.code" or "response.status" or "pm.response.code" => "result.status",
        "responseTime" or "pm.response.responseTime" => "result.timings.total",
        var path => PathOf(path),
    };

    /// <summary><c>data.token</c>, <c>pm.response.json().token</c>, <c>response.body.token</c>.</summary>
    string? PathOf(string text)
    {
        text = text.Trim();
        foreach (var body in new[] { "pm.response.json()", "JSON.parse(responseBody)", "response.body" })
            if (text.StartsWith(body, StringComparison.Ordinal)) return ResponsePath.Of(text[body.Length..]);
        var end = text.AsSpan().IndexOfAny('.', '[', '?');
        return aliases.TryGetValue(end < 0 ? text : text[..end], out var start) ? ResponsePath.Of(end < 0 ? "" : text[end..], start) : null;
    }

    static string? HeaderOf(string text) => HeaderValue().Match(text.Trim()) is { Success: true } match ? $"result.headers[{ExpressionMark.Quote(match.Groups["name"].Value)}]" : null;

    static string? Literal(string text)
    {
        text = text.Trim();
        if (text is ['\'', .., '\''] or ['"', .., '"'] or ['`', .., '`'] && text.Length > 1) return text.Contains('\\', StringComparison.Ordinal) || text.Contains("${", StringComparison.Ordinal) ? null : ExpressionMark.Quote(text[1..^1]);
        if (text is "true" or "false" or "null") return text;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? text : null;
    }

    const string Text = """(?:"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)""";
    const string Be = @"(?:\.(?:to|be|been|is|have|an?|that|which|and))*";

    [GeneratedRegex(@"/\*.*?\*/|(?<=^|[\s;{}])//[^\n]*", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(?:const|let|var)\s+(?<name>[A-Za-z_$][\w$]*)\s*=\s*(?:pm\.response\.json\(\)|JSON\.parse\(\s*(?:responseBody|pm\.response\.text\(\))\s*\)|response\.body(?![.\w\[]))\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Alias();

    [GeneratedRegex(@"(?:pm\.response\.to\.have\.status\(\s*|pm\.expect\(\s*pm\.response\.(?:code|status)\s*\)" + Be + @"\.(?:equals?|eql|eq)\(\s*)(?<code>\d{3})\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Status();

    [GeneratedRegex(@"pm\.response\.to\.have\.status\(\s*[""'](?<text>[A-Za-z -]+)[""']\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex StatusText();

    [GeneratedRegex(@"pm\.expect\(\s*pm\.response\.code\s*\)" + Be + @"\.oneOf\(\s*\[(?<codes>[\d,\s]+)\]\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex OneOf();

    [GeneratedRegex(@"pm\.response\.to\.be\.(?:ok|success)\b(?:\(\))?\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Success();

    [GeneratedRegex(@"pm\.expect\(\s*pm\.response\.responseTime\s*\)" + Be + @"\.(?:below|lessThan|lt)\(\s*(?<most>\d+)\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"pm\.expect\(\s*pm\.response\.text\(\)\s*\)" + Be + @"\.(?:include|contain|includes|contains)\(\s*(?<text>" + Text + @")\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Includes();

    [GeneratedRegex(@"pm\.response\.to\.have\.header\(\s*[""'](?<name>[\w-]+)[""']\s*(?:,\s*[""'](?<value>[^""'\n]*)[""']\s*)?\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Header();

    [GeneratedRegex(@"pm\.expect\(\s*(?<path>[^()\n]*(?:pm\.response\.json\(\))?[^()\n]*)\)" + Be + @"\.(?:equals?|eql|eq)\(\s*(?<value>" + Text + @"|[\w.-]+)\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Equal();

    const string Expecting = @"pm\.expect\(\s*(?<path>[^()\n]*(?:pm\.response\.json\(\))?[^()\n]*)\)";

    [GeneratedRegex(Expecting + @"(?:\.to\.exist\b|\.not" + Be + @"\.(?:null|undefined|empty)\b)(?:\(\))?\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Exists();

    [GeneratedRegex(Expecting + Be + @"\.property\(\s*[""'](?<name>[\w$]+)[""']\s*(?:,\s*(?<value>" + Text + @"|[\w.-]+)\s*)?\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Property();

    [GeneratedRegex(Expecting + Be + @"\.(?:include|contain|includes|contains)\(\s*(?<text>" + Text + @")\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Contains();

    [GeneratedRegex(Expecting + Be + @"(?:\.at)?\.(?<sign>above|greaterThan|gt|least|gte|below|lessThan|lt|most|lte)\(\s*(?<number>-?\d+(?:\.\d+)?)\s*\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Compared();

    [GeneratedRegex(Expecting + Be + @"\.(?<value>true|false|null)\b(?:\(\))?\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Truth();

    [GeneratedRegex(@"(?<=^|\n)[\s;{})]+(?=\n|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Alone();

    [GeneratedRegex(@"(?:tests\[[^\]\n]*\]\s*=\s*|client\.assert\(\s*)(?<left>[\w.$\[\]'""?]+)\s*(?<sign>={2,3}|!={1,2})\s*(?<right>" + Text + @"|[\w.-]+)\s*(?:,\s*" + Text + @"\s*)?\)?\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Legacy();

    [GeneratedRegex(@"(?:pm\.(?:environment|collectionVariables|globals|variables)\.set|postman\.set(?:Environment|Global)Variable|client\.global\.set|client\.variables\.global\.set)\(\s*[""'](?<name>[^""'\n]+)[""']\s*,\s*(?<path>(?:pm\.response\.json\(\)|JSON\.parse\(responseBody\)|(?:pm\.)?response\.headers\.(?:get|valueOf)\([^()\n]*\))?[^()\n;]*)\)\s*;?", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?:pm\.)?response\.headers\.(?:get|valueOf)\(\s*[""'](?<name>[\w-]+)[""']\s*\)$", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderValue();

    [GeneratedRegex(@"(?:console\.\w+|client\.log)\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)\s*;?|[""']use strict[""'];?|pm\.response\.to\.be\.json\b(?:\(\))?;?", RegexOptions.CultureInvariant)]
    private static partial Regex Silent();

    [GeneratedRegex(@"(?:pm\.test|client\.test)\(\s*" + Text + @"\s*,\s*(?:async\s*)?(?:function\s*\w*\s*\([^)]*\)\s*|\(?[\w\s]*\)?\s*=>\s*)\{?", RegexOptions.CultureInvariant)]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"\}?\s*\)\s*;?|[;{}]", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();
}
