using System.Text;

namespace Runner.PluginHost.Manifests;

/// <summary>
/// Reads JSON (RFC 8259) in the order in which its caller expects it, and says where it is not so. It knows whole numbers
/// only, since manifests have no others.
/// </summary>
/// <remarks>
/// Not Utf8JsonReader: its first use in a process makes the runtime compile ten methods for this processor, 6 ms at every
/// start, more than all else that is done with manifests. Tests hold the two against each other.
/// </remarks>
ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    const int MaxDepth = 256;

    readonly ReadOnlySpan<byte> json = json;
    int at;
    int depth;
    bool afterValue;
    int textStart;
    int textEnd;
    bool escaped;

    public JsonToken Token { get; private set; }

    /// <summary>Where the current token starts.</summary>
    public int Offset { get; private set; }

    /// <summary>Moves to a value.</summary>
    public void Advance()
    {
        switch (Peek())
        {
            case (byte)'{': Open(JsonToken.Object); break;
            case (byte)'[': Open(JsonToken.Array); break;
            case (byte)'"': ScanText(); break;
            case (byte)'t': ScanWord("true"u8, JsonToken.True); break;
            case (byte)'f': ScanWord("false"u8, JsonToken.False); break;
            case (byte)'n': ScanWord("null"u8, JsonToken.Null); break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): ScanInteger(); break;
            default: throw Wrong("a value was expected");
        }
    }

    /// <summary>Checks that nothing follows.</summary>
    public void End()
    {
        if (Peek() >= 0) throw Wrong("nothing was expected after the manifest");
    }

    public readonly void Expect(JsonToken token, string what)
    {
        if (Token != token) throw Wrong(what);
    }

    /// <summary>Moves to the next property of the object that the cursor is in; false at its end.</summary>
    public bool NextProperty()
    {
        if (!Continues((byte)'}', "a comma or the object's end was expected")) return false;
        if (Peek() != '"') throw Wrong("a property's name was expected");
        ScanText();
        var name = Offset;
        if (Peek() != ':') throw Wrong("a colon was expected");
        at++;
        Offset = name;
        return true;
    }

    /// <summary>Moves to the next item of the list that the cursor is in; false at its end.</summary>
    public bool NextItem()
    {
        if (!Continues((byte)']', "a comma or the list's end was expected")) return false;
        Advance();
        return true;
    }

    /// <summary>Whether the current text or property name is this one.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) =>
        escaped ? Encoding.UTF8.GetBytes(Unescaped()).AsSpan().SequenceEqual(text) : json[textStart..textEnd].SequenceEqual(text);

    /// <summary>The current text.</summary>
    public readonly string Text()
    {
        Expect(JsonToken.Text, "a text was expected");
        return escaped ? Unescaped() : Encoding.UTF8.GetString(json[textStart..textEnd]);
    }

    public string NextText()
    {
        Advance();
        return Text();
    }

    public long NextInteger()
    {
        Advance();
        Expect(JsonToken.Integer, "a whole number was expected");
        return long.TryParse(json[Offset..at], out var number) ? number : throw Wrong("the number is too large");
    }

    public bool NextBoolean()
    {
        Advance();
        return Token is JsonToken.True or JsonToken.False ? Token == JsonToken.True : throw Wrong("true or false was expected");
    }

    public readonly ManifestFormatException Unknown() => Wrong($"there is no property \"{Encoding.UTF8.GetString(json[textStart..textEnd])}\" here");

    public readonly ManifestFormatException Wrong(string message) => ManifestFormatException.At(json, Offset, message);

    /// <summary>Moves over white space; the byte that follows, or -1 at the end. Errors point there.</summary>
    int Peek()
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        Offset = at;
        return at < json.Length ? json[at] : -1;
    }

    void Open(JsonToken token)
    {
        if (++depth > MaxDepth) throw Wrong($"this is nested more than {MaxDepth} deep");
        at++;
        Token = token;
        afterValue = false;
    }

    bool Continues(byte end, string otherwise)
    {
        var next = Peek();
        if (next == end)
        {
            at++;
            depth--;
            afterValue = true;
            return false;
        }

        if (!afterValue) return true;
        if (next != ',') throw Wrong(next < 0 ? "the text ends too early" : otherwise);
        at++;
        if (Peek() == end) throw Wrong("another one was expected after the comma");
        return true;
    }

    void ScanWord(ReadOnlySpan<byte> word, JsonToken token)
    {
        if (!json[at..].StartsWith(word)) throw Wrong("a value was expected");
        at += word.Length;
        Token = token;
        afterValue = true;
    }

    void ScanInteger()
    {
        if (json[at] == '-') at++;
        var digits = at;
        while (at < json.Length && json[at] is >= (byte)'0' and <= (byte)'9') at++;
        if (at == digits || (json[digits] == '0' && at > digits + 1) || (at < json.Length && json[at] is (byte)'.' or (byte)'e' or (byte)'E'))
            throw Wrong("a whole number was expected");
        Token = JsonToken.Integer;
        afterValue = true;
    }

    void ScanText()
    {
        escaped = false;
        textStart = ++at;
        for (; ; at++)
        {
            if (at >= json.Length) throw Wrong("the text that begins here has no end");
            var letter = json[at];
            if (letter == '"') break;
            if (letter < ' ') throw Wrong("a text has no line breaks or control characters; they are written as \\n");
            if (letter != '\\') continue;
            escaped = true;
            at++;
            if (at < json.Length && json[at] == 'u') ScanHex();
            else if (at >= json.Length || !"\"\\/bfnrt"u8.Contains(json[at])) throw Wrong("the text that begins here has an unknown escape");
        }

        textEnd = at++;
        Token = JsonToken.Text;
        afterValue = true;
    }

    void ScanHex()
    {
        for (var end = at + 4; at < end; at++)
            if (at + 1 >= json.Length || !char.IsAsciiHexDigit((char)json[at + 1])) throw Wrong("the text that begins here has an unknown escape");
    }

    readonly string Unescaped()
    {
        var raw = Encoding.UTF8.GetString(json[textStart..textEnd]);
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            var letter = raw[++i];
            text.Append(letter switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(raw.AsSpan(i + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null),
                _ => letter,
            });
            if (letter == 'u') i += 4;
        }

        return text.ToString();
    }
}
