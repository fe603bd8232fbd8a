using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.ClientGen.Naming;

/// <summary>Makes C# identifiers of what documents call things. Nothing but letters, digits and underscores comes out.</summary>
static class Identifiers
{
    const int Longest = 100;

    static readonly FrozenSet<string> Keywords = """
        abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit
        extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator
        out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this
        throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while await field record file required scoped var
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    static readonly FrozenDictionary<char, string> Symbols = new Dictionary<char, string>
    {
        ['+'] = "Plus", ['-'] = "Minus", ['*'] = "Star", ['/'] = "Slash", ['%'] = "Percent", ['$'] = "Dollar", ['@'] = "At", ['#'] = "Hash",
        ['!'] = "Not", ['='] = "Equal", ['<'] = "Less", ['>'] = "Greater", ['&'] = "And", ['|'] = "Or", ['~'] = "Tilde", ['^'] = "Caret",
        ['?'] = "Question", ['.'] = "Dot", [','] = "Comma", [':'] = "Colon", [';'] = "Semicolon", [' '] = "Space", ['_'] = "Underscore",
    }.ToFrozenDictionary();

    /// <summary>Words with capitals: <c>pet_store-id</c> to <c>PetStoreId</c>.</summary>
    public static string Pascal(string text)
    {
        var name = new StringBuilder();
        var isStart = true;
        for (var i = 0; i < text.Length; i++)
        {
            var each = text[i];
            if (IsPart(each))
            {
                name.Append(isStart ? char.ToUpperInvariant(each) : each);
                isStart = false;
            }
            else
            {
                // A sign before a number means something: 1 and -1 are two values.
                if (each is '-' or '+' && name.Length == 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) name.Append(Symbols[each]);
                // Other versions of a number too: 1.5 is not 15.
                else if (each is '.' && i > 0 && i + 1 < text.Length && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1])) name.Append('_');
                isStart = true;
            }
        }

        return Whole(name.Length > 0 ? name.ToString() : Spelled(text), text);
    }

    /// <summary>As it is written, with underscores in place of what no name may hold: <c>pet_store</c> stays.</summary>
    public static string Verbatim(string text) => Whole(text.Length == 0 ? "Empty" : string.Concat(text.Select(static each => IsPart(each) ? each : '_')), text);

    /// <summary>As <see cref="Pascal"/>, for parameters: <c>petId</c>, and <c>@class</c> for a keyword.</summary>
    public static string Camel(string text)
    {
        var name = Pascal(text).ToCharArray();
        for (var i = 0; i < name.Length && char.IsUpper(name[i]) && (i == 0 || i + 1 == name.Length || !char.IsLower(name[i + 1])); i++) name[i] = char.ToLowerInvariant(name[i]);
        var camel = new string(name);
        return Keywords.Contains(camel) ? "@" + camel : camel;
    }

    /// <summary>The names for something, the best first: in words; as it is written, where that says more; with a suffix.</summary>
    public static string[] Candidates(string text, string suffix)
    {
        var (pascal, verbatim) = (Pascal(text), Verbatim(text));
        // C# keeps words in small letters for itself, and warns of them.
        return verbatim.AsSpan().ContainsAnyExceptInRange('a', 'z') ? [pascal, verbatim, pascal + suffix] : [pascal, pascal + suffix];
    }

    /// <summary>Whether C# keeps the word for itself.</summary>
    public static bool IsKeyword(string name) => Keywords.Contains(name);

    /// <summary>A few characters that stay the same for the same text.</summary>
    public static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..6];

    static bool IsPart(char each) => char.IsAsciiLetterOrDigit(each) || (each > 127 && char.GetUnicodeCategory(each) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.OtherLetter);

    static string Spelled(string text)
    {
        if (text.Length == 0) return "Empty";
        var name = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(10))
            name.Append(rune.IsBmp && Symbols.TryGetValue((char)rune.Value, out var word) ? word : string.Create(CultureInfo.InvariantCulture, $"U{rune.Value:X4}"));
        return name.ToString();
    }

    static string Whole(string name, string text)
    {
        if (!char.IsLetter(name[0]) && name[0] != '_') name = "_" + name;
        name = name.Normalize(NormalizationForm.FormC);
        if (name.All(static each => each == '_')) name = "_" + Mark(text);
        return name.Length > Longest ? name[..Longest] + "_" + Mark(text) : name;
    }
}
