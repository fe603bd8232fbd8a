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

    public IReadOnlyList<string> Paths(IReadOnlyList<string>? given, string name) => [.. (given ?? List(name)).Select(path => FullPath(path, name))];

    /// <summary>One value, or several: a JSON list, or one a line, or with commas between.</summary>
    public IReadOnlyList<string> List(string name)
    {
        if (Text(name) is not { } text) return [];
        return text.StartsWith('[') && Json<List<string>>(name, text) is { } list
            ? list
            : text.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
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

    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text) return null;
        var digits = text.AsSpan().IndexOfAnyExcept(Number);
        var number = digits < 0 ? text.AsSpan() : text.AsSpan(0, digits);
        var unit = digits < 0 ? 1 : text[digits..].Trim() switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => double.NaN };
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count * unit is < 1e7 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong(name, text, "give a duration such as 10s");
    }

    string FullPath(string path, string name) => RegularFile.FullPath(
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
