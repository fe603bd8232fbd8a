using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Runner.Sdk;
using Runner.Sdk.Inventory;

namespace Runner.Plugins.Ssh.Login;

/// <summary>How the inventory says to log in to a host, read as the inputs of the same names.</summary>
sealed class HostSettings(InventoryHost? host, string folder)
{
    static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    public string? Text(string name) => host is not null && host.Settings.TryGetValue(name, out var text) ? text : null;

    public int? Port() => Text("port") is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port
        : throw Wrong("port", text, "a port is a number from 1 to 65535");

    /// <summary>A file: the step's is relative to its folder, the inventory's is absolute already.</summary>
    /// <param name="given">What the step says.</param>
    /// <param name="name">The name of the input, and of the setting.</param>
    /// <param name="word">A word that stands for no file, such as <c>none</c>.</param>
    public string? Path(string? given, string name, string? word = null) => (given ?? Text(name)) is { } path && path != word ? FullPath(path, name) : given ?? Text(name);

    public IReadOnlyList<string> Paths(IReadOnlyList<string>? given, string name) => [.. (given ?? List(name, '\n')).Select(path => FullPath(path, name))];

    /// <summary>One value, or several: a JSON list, or one a line, or with commas between.</summary>
    public IReadOnlyList<string> List(string name) => List(name, ',', '\n');

    IReadOnlyList<string> List(string name, params char[] separators)
    {
        if (Text(name) is not { } text) return [];
        return text.StartsWith('[') && Json<List<string>>(name, text) is { } list
            ? list
            : text.Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Names and values: a JSON object, or <c>name=value</c> one a line.</summary>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Text(name) is not { } text) return map;
        if (text.StartsWith('{')) return Json<Dictionary<string, string>>(name, text) ?? map;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw Wrong(name, null, "write name=value, one a line");
            map[line[..equals].TrimEnd()] = line[(equals + 1)..].TrimStart();
        }

        return map;
    }

    /// <summary>A duration as workflows write it: <c>10s</c>, <c>1m30s</c>.</summary>
    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text) return null;
        var seconds = 0.0;
        var rest = text.AsSpan().Trim();
        do
        {
            var digits = rest.IndexOfAnyExcept(Number);
            var unit = digits < 0 ? [] : rest[digits..];
            if (!unit.IsEmpty && unit.IndexOfAny(Number) is >= 0 and var next) unit = unit[..next];
            var factor = unit.Trim() switch { "" or "s" => 1, "ms" => 0.001, "m" => 60, "h" => 3600, "d" => 86400, _ => double.NaN };
            if (!double.TryParse(digits < 0 ? rest : rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || !(count * factor < 1e7))
                throw Wrong(name, text, "give a duration such as 10s");
            seconds += count * factor;
            rest = digits < 0 ? [] : rest[(digits + unit.Length)..];
        }
        while (!rest.IsEmpty);

        return TimeSpan.FromSeconds(seconds);
    }

    // Of another user's home only ssh knows where it is.
    string FullPath(string path, string name) => path is ['~', not '/', ..] ? path : RegularFile.FullPath(
        path.StartsWith("~/", StringComparison.Ordinal) ? System.IO.Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]) : path, folder, name);

    T? Json<T>(string name, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text);
        }
        catch (JsonException cause)
        {
            throw new ActionInputException("host", $"The inventory's `{name}` of {host!.Name} is no JSON: line {cause.LineNumber + 1}, position {cause.BytePositionInLine + 1}.", cause);
        }
    }

    // The value of a map may be secret: it is not shown.
    ActionInputException Wrong(string name, string? value, string right) =>
        new("host", $"The inventory's `{name}` of {host!.Name}{(value is null ? "" : $" is {Words.Quote(value)}")}: {right}.");
}
