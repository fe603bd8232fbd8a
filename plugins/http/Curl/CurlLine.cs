using System.Globalization;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A curl command as it comes to be.</summary>
sealed class CurlLine
{
    // One argument cannot be longer than 128 KiB on Linux.
    const int LongestArgument = 64 * 1024;

    readonly List<string> arguments = ["curl"];
    readonly List<string> notes = [];

    /// <summary>What curl reads from its standard input; null for nothing.</summary>
    internal ReadOnlyMemory<byte>? Input { get; set; }

    /// <summary>The shell variable that stands for what is not known; null for none.</summary>
    internal string? Variable { get; set; }

    internal void Add(string option) => arguments.Add(option);

    internal void Add(string option, string value)
    {
        arguments.Add(option);
        arguments.Add(value);
    }

    /// <summary>Says what the command does not do, or what it needs.</summary>
    internal void Note(string note) => notes.Add(note);

    internal EquivalentCommand Finish() => new(arguments) { Input = Input, Variable = Variable, Notes = notes };

    /// <summary>The bytes as the text of an argument; null when they have to be read from elsewhere: too many, no text, or not fit for a line.</summary>
    internal static string? TextOf(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > LongestArgument || !System.Text.Unicode.Utf8.IsValid(bytes.Span)) return null;
        var text = Encoding.UTF8.GetString(bytes.Span);
        return text.EnumerateRunes().All(IsShown) ? text : null;
    }

    static bool IsShown(Rune rune) => rune.Value is >= ' ' and <= '~'
        || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
