using Runner.Workflows.Diagnostics;

namespace Runner.Workflows.Types;

/// <summary>Names a place inside a value, for messages: <c>auth.bearer</c>, <c>routes[1]</c>.</summary>
static class FieldPath
{
    public static string Of(string owner, string name) => owner.Length == 0 ? name : $"{owner}.{ShownText.Shorten(name)}";

    public static string Of(string owner, int index) => $"{owner}[{index}]";
}
