using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Runner.Plugins.Scan.Records;

/// <summary>The values of an enumeration as reports write them: <c>conn-refused</c>.</summary>
/// <typeparam name="T">One whose values are few, and counted from 0.</typeparam>
static class KebabWords<T> where T : struct, Enum
{
    static readonly string?[] words = new string?[64];

    internal static string Of(T value) => words[Unsafe.As<T, int>(ref value)] ??= JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
