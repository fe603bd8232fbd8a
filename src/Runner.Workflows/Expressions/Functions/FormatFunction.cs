using System.Globalization;
using System.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>
/// The function <c>format</c>. The template is judged as far as it is read, from left to right, and values are evaluated when
/// they are first needed, as GitHub does it: a value that the template does not name is never evaluated.
/// </summary>
static class FormatFunction
{
    public static Value Evaluate(Arguments arguments)
    {
        var template = arguments.Text(0);
        var values = new string?[arguments.Count - 1];
        var result = new StringBuilder(template.Length);
        var position = 0;
        while (position < template.Length)
        {
            var brace = template.AsSpan(position).IndexOfAny('{', '}');
            var end = brace < 0 ? template.Length : position + brace;
            arguments.ChargeText(end - position);
            result.Append(template, position, end - position);
            if (brace < 0) break;

            if (end + 1 < template.Length && template[end + 1] == template[end])
            {
                result.Append(template[end]);
                position = end + 2;
                continue;
            }

            var close = template[end] == '{' ? template.IndexOf('}', end) : -1;
            if (close < 0 || !TryReadIndex(template.AsSpan(end + 1, close - end - 1), out var index, out var specifiers))
                throw arguments.Error($"The following format string is invalid: {template}");
            if (index >= values.Length)
                throw arguments.Error($"The following format string references more arguments than were supplied: {template}");
            if (!specifiers.IsEmpty)
                throw arguments.Error($"The format specifiers '{specifiers}' are not valid for objects of type '{arguments[index + 1].Kind}'");

            var value = values[index] ??= arguments.Text(index + 1);
            arguments.ChargeText(value.Length);
            result.Append(value);
            position = close + 1;
        }

        return Value.From(result.ToString());
    }

    static bool TryReadIndex(ReadOnlySpan<char> text, out byte index, out ReadOnlySpan<char> specifiers)
    {
        var colon = text.IndexOf(':');
        specifiers = colon < 0 ? [] : text[(colon + 1)..];
        return byte.TryParse(colon < 0 ? text : text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
