using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Header values as their senders meant them.</summary>
static class HeaderText
{
    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The handler reads headers byte by byte, as Latin 1, and we write them as UTF-8: a value that is to go back must be
    /// read as UTF-8 first, if it is that.
    /// </summary>
    internal static string Decode(string value)
    {
        if (Ascii.IsValid(value)) return value;
        try
        {
            return Strict.GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return value; // Latin 1 it is
        }
    }
}
