using System.Text;
using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Bytes as a workflow gives them: one of text, hex and base64.</summary>
public abstract partial record PayloadInputs
{
    /// <summary>Text to send, in UTF-8. Nothing is added: a line's end is written out, as in <c>"PING\r\n"</c>.</summary>
    public string? Text { get; init; }

    /// <summary>Bytes to send, in hexadecimal. Spaces, line breaks, colons and dashes between them, and <c>0x</c> before any of them, are left out.</summary>
    public string? Hex { get; init; }

    /// <summary>Bytes to send, in base64.</summary>
    public string? Base64 { get; init; }

    /// <summary>The bytes.</summary>
    /// <param name="path">Where the inputs stand, such as <c>answers[2].</c>; empty for those of the action itself.</param>
    /// <param name="required">Whether nothing is a mistake; else it is no bytes.</param>
    /// <exception cref="ActionInputException">None is given, or more than one, or one is malformed.</exception>
    internal byte[] ToBytes(string path = "", bool required = true)
    {
        var given = (Text is null ? 0 : 1) + (Hex is null ? 0 : 1) + (Base64 is null ? 0 : 1);
        if (given > 1) throw new ActionInputException(path + (Base64 is null ? "hex" : "base64"), $"More than one of `{path}text`, `{path}hex` and `{path}base64`: give one of them.");
        if (given == 0 && required) throw new ActionInputException(path + "text", $"There is nothing to send: give `{path}text`, `{path}hex` or `{path}base64`. An empty text sends an empty datagram.");
        if (Text is not null) return Encoding.UTF8.GetBytes(Text);
        if (Hex is not null) return FromHex(Hex, path + "hex");
        return Base64 is not null ? FromBase64(Base64, path + "base64") : [];
    }

    internal static byte[] FromHex(string text, string input)
    {
        var digits = string.Concat(Prefix().Replace(text, "").Where(letter => !char.IsWhiteSpace(letter) && letter is not (':' or '-')));
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException e)
        {
            var wrong = digits.FirstOrDefault(letter => !char.IsAsciiHexDigit(letter));
            var why = wrong == default ? "it has half a byte at its end" : $"'{wrong}' is no hexadecimal digit";
            throw new ActionInputException(input, $"`{input}` is not hexadecimal: {why}. Give two digits for each byte, such as 50 49 4e 47.", e);
        }
    }

    [GeneratedRegex("(?<![0-9A-Za-z])0[xX]", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    static byte[] FromBase64(string text, string input)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new ActionInputException(input, $"`{input}` is not base64: give letters, digits, + and /, with = at its end where needed.", e);
        }
    }
}
