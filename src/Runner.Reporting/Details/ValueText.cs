using System.Globalization;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>A value in a few words.</summary>
static class ValueText
{
    const int MaxItems = 10;

    extension(Value value)
    {
        /// <summary>A scalar as it is; an array by its first items; an object as a word.</summary>
        internal string AsText()
        {
            if (value.Kind == ValueKind.Object) return "{...}";
            if (value.Kind != ValueKind.Array) return value.ToString();
            var items = value.AsArray();
            var parts = new string[Math.Min(items.Count, MaxItems)];
            for (var i = 0; i < parts.Length; i++) parts[i] = items[i].ToString();
            return string.Join(", ", parts) + (items.Count > MaxItems ? ", ..." : "");
        }

        /// <summary>The same, but a fraction has one digit after the point: beside others it is read for its size.</summary>
        internal string AtAGlance() =>
            value.Kind == ValueKind.Number ? value.AsNumber().ToString("0.#", CultureInfo.InvariantCulture) : value.AsText();
    }
}
