using System.Text.Json;

namespace Runner.PluginHost.Manifests;

/// <summary>A JSON reader that says where the text is not what was expected.</summary>
ref struct JsonCursor
{
    readonly ReadOnlySpan<byte> json;
    Utf8JsonReader reader;

    public JsonCursor(ReadOnlySpan<byte> json)
    {
        this.json = json;
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
    }

    /// <summary>Where the current token starts.</summary>
    public readonly int Offset => (int)reader.TokenStartIndex;

    public readonly JsonTokenType Token => reader.TokenType;

    public void Advance() => reader.Read();

    public void End()
    {
        if (reader.Read()) throw Wrong("nothing was expected after the manifest");
    }

    public readonly void Expect(JsonTokenType token, string what)
    {
        if (reader.TokenType != token) throw Wrong(what);
    }

    /// <summary>Moves to the next property of the object that the cursor is in; false at its end.</summary>
    public bool NextProperty()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the next item of the list that the cursor is in; false at its end.</summary>
    public bool NextItem()
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Whether the current text or property name is this one.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) => reader.ValueTextEquals(text);

    /// <summary>The current token's text.</summary>
    public readonly string Text()
    {
        Expect(JsonTokenType.String, "a text was expected");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("the text is not valid UTF-8");
        }
    }

    public string NextText()
    {
        reader.Read();
        return Text();
    }

    public long NextInteger()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : throw Wrong("a whole number was expected");
    }

    public bool NextBoolean()
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw Wrong("true or false was expected"),
        };
    }

    public Guid NextGuid()
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var id) ? id : throw Wrong("a module version id was expected");
    }

    public readonly ManifestFormatException Unknown() => Wrong($"there is no property {Quoted()} here");

    public readonly ManifestFormatException Wrong(string message) => ManifestFormatException.At(json, Offset, message);

    readonly string Quoted()
    {
        var text = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
        return $"\"{text}\"";
    }
}
