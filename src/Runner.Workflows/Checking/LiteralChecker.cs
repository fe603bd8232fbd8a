using System.Globalization;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Whether an action can use a value that is written out: what expressions give is known only when they are evaluated.</summary>
sealed class LiteralChecker(DiagnosticBag diagnostics)
{
    /// <param name="node">The value.</param>
    /// <param name="field">The input.</param>
    /// <param name="name">The input's name with its path, for the message.</param>
    /// <param name="beside">The inputs given beside it.</param>
    public void Check(YamlNode node, FieldShape field, string name, IReadOnlyList<YamlEntry> beside)
    {
        foreach (var item in node is YamlSequence list ? list.Items : [node])
        {
            if (item is not YamlScalar { Value.IsNull: false } scalar) continue;
            if (field.Starts.Count > 0 && !IsLifted(field, beside)) CheckStart(scalar, field.Starts, name);
            if (field.Minimum is not null || field.Maximum is not null) CheckRange(scalar, field, name);
        }
    }

    static bool IsLifted(FieldShape field, IReadOnlyList<YamlEntry> beside)
    {
        foreach (var (key, _) in beside)
            if (key.Text.Equals(field.StartsUnless, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    void CheckStart(YamlScalar scalar, IReadOnlyList<string> starts, string name)
    {
        var expression = scalar.Text.IndexOf("${{", StringComparison.Ordinal);
        var written = expression < 0 ? scalar.Text : scalar.Text[..expression];
        foreach (var start in starts)
        {
            if (written.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return;
            // The expression may go on with the rest of it.
            if (expression >= 0 && start.StartsWith(written, StringComparison.OrdinalIgnoreCase)) return;
        }

        var meant = starts[^1].EndsWith("://", StringComparison.Ordinal) && written.Contains("://", StringComparison.Ordinal) ? null : $"write {starts[^1]}{ShownText.Shorten(scalar.Text)}";
        diagnostics.Error(DiagnosticCodes.UnusableValue, scalar.Location, $"`{name}` must start with {string.Join(" or ", starts)}", meant);
    }

    void CheckRange(YamlScalar scalar, FieldShape field, string name)
    {
        if (!double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return;
        var (least, most) = (field.Minimum ?? long.MinValue, field.Maximum ?? long.MaxValue);
        if (number >= least && number <= most) return;
        diagnostics.Error(DiagnosticCodes.UnusableValue, scalar.Location, $"`{name}` must be {Between(least, most)}, and this is {scalar.Text}");
    }

    // Limits as large as the type itself are none.
    static string Between(long least, long most) => most >= int.MaxValue
        ? FormattableString.Invariant($"{least} or more")
        : FormattableString.Invariant($"from {least} to {most}");
}
