using System.Globalization;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Shapes;

/// <summary>Default values as people write them in a workflow.</summary>
static class DefaultText
{
    /// <summary>The text of a value; null when it has no simple one (null, lists, records) or none that says something.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum choice => Choice(choice.ToString()),
        TimeSpan duration => Duration(duration),
        Uri uri => uri.OriginalString,
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal or Half =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        System.Net.IPAddress address => address.ToString(),
        _ => null,
    };

    /// <summary>The kebab case of an enum member's name.</summary>
    public static string Choice(string member) => NameCase.ToKebab(member);

    /// <summary>In the largest unit that needs no fraction: <c>90s</c>, <c>2h</c>, <c>1500ms</c>. Negative ones mean "none".</summary>
    static string? Duration(TimeSpan value)
    {
        if (value < TimeSpan.Zero) return null;
        if (value == TimeSpan.Zero) return "0s";
        foreach (var (unit, ticks) in Units)
            if (value.Ticks % ticks == 0) return string.Create(CultureInfo.InvariantCulture, $"{value.Ticks / ticks}{unit}");
        return string.Create(CultureInfo.InvariantCulture, $"{value.TotalMilliseconds}ms");
    }

    static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];
}
