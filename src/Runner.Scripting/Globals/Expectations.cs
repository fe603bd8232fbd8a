using System.Globalization;
using Runner.Engine.Scripting;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>Judges the expectations of scripts.</summary>
static class Expectations
{
    const int LongestShown = 200;

    public static void Judge(Func<bool> condition, string expression, Func<(string Text, object? Value)[]>? seen, string? file, int line)
    {
        if (condition()) return;
        throw new ExpectationException(expression, Explain(seen), file is null ? null : string.Create(CultureInfo.InvariantCulture, $"{file}:{line}"));
    }

    static string Explain(Func<(string Text, object? Value)[]>? seen)
    {
        try
        {
            return seen?.Invoke() is { Length: > 0 } parts ? string.Join(", ", parts.Select(part => $"`{part.Text}` was {Show(part.Value)}")) : "it is false";
        }
        catch (Exception e)
        {
            return $"it is false, and to look at its parts once more failed: {e.Message}";
        }
    }

    static string Show(object? value)
    {
        var shown = value is string text ? $"'{text}'" : ValueJson.Write(ClrValue.From(value), indented: false);
        return shown.Length <= LongestShown ? shown : $"{shown[..LongestShown]}… ({shown.Length:N0} characters)";
    }
}
