using Runner.Workflows.Types;

namespace Runner.PluginHost.Manifests;

/// <summary>Reads the JSON that <see cref="ShapeWriter"/> writes.</summary>
static class ShapeReader
{
    static readonly TypeShape Integer = new(ShapeKind.Integer);
    static readonly TypeShape Duration = new(ShapeKind.Duration);

    /// <summary>Checks the shape at the cursor, at the price of its tokens only: makes no shape and no text.</summary>
    public static void Check(ref JsonCursor cursor) => Shape(ref cursor, make: false);

    /// <summary>The shape at the cursor.</summary>
    public static TypeShape Read(ref JsonCursor cursor) => Shape(ref cursor, make: true);

    static TypeShape Shape(ref JsonCursor cursor, bool make)
    {
        // A text is the kind of a shape of which there is nothing more to say.
        if (cursor.Token == JsonToken.Text) return Simple(Kind(ref cursor));
        cursor.Expect(JsonToken.Object, "a type was expected: an object, or the name of its kind");
        var start = cursor;
        var kind = ShapeKind.Any;
        var nullable = false;
        IReadOnlyList<string> choices = [];
        IReadOnlyList<FieldShape> fields = [];
        TypeShape? element = null;
        string? connection = null, pattern = null;
        while (cursor.NextProperty())
        {
            if (cursor.Is("kind"u8))
            {
                cursor.Advance();
                kind = Kind(ref cursor);
            }
            else if (cursor.Is("nullable"u8)) nullable = cursor.NextBoolean();
            else if (cursor.Is("choices"u8)) choices = Texts(ref cursor, make);
            else if (cursor.Is("element"u8))
            {
                cursor.Advance();
                element = Shape(ref cursor, make);
            }
            else if (cursor.Is("fields"u8)) fields = Fields(ref cursor, make);
            else if (cursor.Is("pattern"u8)) pattern = cursor.NextText();
            else if (cursor.Is("connection"u8)) connection = cursor.NextText();
            else throw cursor.Unknown();
        }

        if (kind is ShapeKind.List or ShapeKind.Map && element is null) throw start.Wrong("this list or map does not say what it holds (element)");
        if (!make) return TypeShape.Any;
        return new TypeShape(kind) { Nullable = nullable, Choices = choices, Element = element, Fields = fields, ConnectionType = connection, Pattern = pattern };
    }

    static List<string> Texts(ref JsonCursor cursor, bool make)
    {
        cursor.Advance();
        cursor.Expect(JsonToken.Array, "a list of texts was expected");
        var texts = new List<string>();
        while (cursor.NextItem())
        {
            cursor.Expect(JsonToken.Text, "a text was expected");
            if (make) texts.Add(cursor.Text());
        }

        return texts;
    }

    static List<FieldShape> Fields(ref JsonCursor cursor, bool make)
    {
        cursor.Advance();
        cursor.Expect(JsonToken.Array, "a list of fields was expected");
        var fields = new List<FieldShape>();
        while (cursor.NextItem())
        {
            var field = Field(ref cursor, make);
            if (field is not null) fields.Add(field);
        }

        return fields;
    }

    static FieldShape? Field(ref JsonCursor cursor, bool make)
    {
        cursor.Expect(JsonToken.Object, "a field was expected: an object");
        var start = cursor;
        string? name = null, description = null, initial = null, deprecated = null, startsUnless = null;
        IReadOnlyList<string> starts = [];
        long? minimum = null, maximum = null;
        TypeShape? type = null;
        bool required = false, secret = false, shellCommand = false;
        while (cursor.NextProperty())
        {
            if (cursor.Is("name"u8)) name = Text(ref cursor, make);
            else if (cursor.Is("type"u8))
            {
                cursor.Advance();
                type = Shape(ref cursor, make);
            }
            else if (cursor.Is("description"u8)) description = Text(ref cursor, make);
            else if (cursor.Is("required"u8)) required = cursor.NextBoolean();
            else if (cursor.Is("secret"u8)) secret = cursor.NextBoolean();
            else if (cursor.Is("shellCommand"u8)) shellCommand = cursor.NextBoolean();
            else if (cursor.Is("deprecated"u8)) deprecated = Text(ref cursor, make);
            else if (cursor.Is("starts"u8)) starts = Texts(ref cursor, make);
            else if (cursor.Is("startsUnless"u8)) startsUnless = Text(ref cursor, make);
            else if (cursor.Is("minimum"u8)) minimum = cursor.NextInteger();
            else if (cursor.Is("maximum"u8)) maximum = cursor.NextInteger();
            else if (cursor.Is("default"u8)) initial = Text(ref cursor, make);
            else throw cursor.Unknown();
        }

        if (name is null) throw start.Wrong("this field has no name");
        if (type is null) throw start.Wrong("this field has no type");
        if (!make) return null;
        return new FieldShape(name, type)
        {
            Description = description, Required = required, Secret = secret, ShellCommand = shellCommand, Deprecated = deprecated, Default = initial,
            Starts = starts, StartsUnless = startsUnless, Minimum = minimum, Maximum = maximum,
        };
    }

    static string Text(ref JsonCursor cursor, bool make)
    {
        cursor.Advance();
        if (make) return cursor.Text();
        cursor.Expect(JsonToken.Text, "a text was expected");
        return "";
    }

    static TypeShape Simple(ShapeKind kind) => kind switch
    {
        ShapeKind.Any => TypeShape.Any,
        ShapeKind.String => TypeShape.String,
        ShapeKind.Number => TypeShape.Number,
        ShapeKind.Boolean => TypeShape.Boolean,
        ShapeKind.Integer => Integer,
        ShapeKind.Duration => Duration,
        _ => new TypeShape(kind),
    };

    static ShapeKind Kind(ref JsonCursor cursor)
    {
        cursor.Expect(JsonToken.Text, "the name of a kind was expected");
        if (cursor.Is("string"u8)) return ShapeKind.String;
        if (cursor.Is("integer"u8)) return ShapeKind.Integer;
        if (cursor.Is("number"u8)) return ShapeKind.Number;
        if (cursor.Is("boolean"u8)) return ShapeKind.Boolean;
        if (cursor.Is("duration"u8)) return ShapeKind.Duration;
        if (cursor.Is("choice"u8)) return ShapeKind.Choice;
        if (cursor.Is("list"u8)) return ShapeKind.List;
        if (cursor.Is("map"u8)) return ShapeKind.Map;
        if (cursor.Is("object"u8)) return ShapeKind.Object;
        if (cursor.Is("connection"u8)) return ShapeKind.Connection;
        if (cursor.Is("any"u8)) return ShapeKind.Any;
        throw cursor.Wrong($"there is no kind of type \"{cursor.Text()}\"");
    }
}
