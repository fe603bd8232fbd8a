using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>What a value of a document is.</summary>
enum NodeKind
{
    /// <summary>An object.</summary>
    Object,

    /// <summary>A list.</summary>
    Array,

    /// <summary>Text.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Null.</summary>
    Null,
}

/// <summary>A value of a document, and where it stands. JSON and YAML are alike from here on.</summary>
sealed class DocumentNode
{
    static readonly List<KeyValuePair<string, DocumentNode>> NoMembers = [];
    static readonly List<DocumentNode> NoItems = [];

    /// <summary>So many members are found faster by a table.</summary>
    const int Many = 8;

    readonly DocumentNode? parent;
    readonly string? key;
    Dictionary<string, DocumentNode>? byName;
    List<KeyValuePair<string, DocumentNode>>? members;
    List<DocumentNode>? items;

    /// <summary>Makes a node.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="text">Its text: of numbers and booleans as they are written.</param>
    /// <param name="parent">What it stands in; null for the whole.</param>
    /// <param name="key">Its name in there, or its number.</param>
    /// <param name="file">The file.</param>
    /// <param name="mark">Where in the file, as the file's reader counts.</param>
    public DocumentNode(NodeKind kind, string? text, DocumentNode? parent, string? key, DocumentFile file, long mark)
    {
        (Kind, Text, this.parent, this.key, File, Mark) = (kind, text, parent, key, file, mark);
    }

    /// <summary>What it is.</summary>
    public NodeKind Kind { get; }

    /// <summary>The text of a string, number or boolean; null for others.</summary>
    public string? Text { get; }

    /// <summary>The file that it stands in.</summary>
    public DocumentFile File { get; }

    /// <summary>Where in the file; see <see cref="DocumentFile.Place"/>.</summary>
    internal long Mark { get; }

    /// <summary>The members of an object, in order; none for anything else.</summary>
    public IReadOnlyList<KeyValuePair<string, DocumentNode>> Members => members ?? NoMembers;

    /// <summary>The items of a list; none for anything else.</summary>
    public IReadOnlyList<DocumentNode> Items => items ?? NoItems;

    /// <summary>The member of a name; null where there is none.</summary>
    public DocumentNode? this[string name]
    {
        get
        {
            if (members is null) return null;
            if (members.Count > Many)
            {
                byName ??= members.ToDictionary(static member => member.Key, static member => member.Value, StringComparer.Ordinal);
                return byName.GetValueOrDefault(name);
            }

            foreach (var member in members)
                if (member.Key == name) return member.Value;
            return null;
        }
    }

    /// <summary>The member when it is an object; null otherwise.</summary>
    public DocumentNode? Object(string name) => this[name] is { Kind: NodeKind.Object } node ? node : null;

    /// <summary>The text of a member, also of a number: versions and statuses are often written as such.</summary>
    public string? TextOf(string name) => this[name] is { Kind: NodeKind.String or NodeKind.Number or NodeKind.Boolean } node ? node.Text : null;

    /// <summary>Whether a member is true.</summary>
    public bool IsTrue(string name) => this[name] is { Kind: NodeKind.Boolean, Text: "true" };

    /// <summary>The texts of a list, or the text where it is only one.</summary>
    public IEnumerable<string> TextsOf(string name) => this[name] switch
    {
        { Kind: NodeKind.Array } list => list.Items.Where(static item => item.Text is not null).Select(static item => item.Text!),
        { Text: { } text } => [text],
        _ => [],
    };

    /// <summary>The place as a JSON pointer in a URI fragment (RFC 6901), such as <c>#/paths/~1pets/get</c>.</summary>
    public string Pointer
    {
        get
        {
            var parts = new Stack<string>();
            for (var node = this; node.parent is { } above; node = above) parts.Push(node.key!);
            var text = new StringBuilder("#");
            foreach (var part in parts) text.Append('/').Append(part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            return text.ToString();
        }
    }

    /// <summary>The name that the document gives the value where it stands.</summary>
    public string? Key => key;

    /// <summary>What the value stands in; null for the whole.</summary>
    public DocumentNode? Parent => parent;

    /// <summary>The place for messages.</summary>
    public DocumentPlace Place => File.Place(this);

    /// <summary>Adds a member. Of two of one name the later counts, as in JSON.</summary>
    internal void Add(string name, DocumentNode value)
    {
        members ??= [];
        for (var i = 0; i < members.Count && members.Count <= Many; i++)
        {
            if (members[i].Key != name) continue;
            members[i] = new(name, value);
            return;
        }

        if (members.Count > Many)
        {
            if (byName is null)
            {
                byName = new(StringComparer.Ordinal);
                foreach (var member in members) byName[member.Key] = member.Value;
            }

            if (byName.ContainsKey(name)) members.RemoveAt(members.FindIndex(member => member.Key == name));
            byName[name] = value;
        }

        members.Add(new(name, value));
    }

    /// <summary>Adds an item.</summary>
    internal void Add(DocumentNode item) => (items ??= []).Add(item);

    /// <summary>How many members or items there are.</summary>
    internal int Count => members?.Count ?? items?.Count ?? 0;

    /// <summary>The value as JSON.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) Write(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    void Write(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case NodeKind.Object:
                writer.WriteStartObject();
                foreach (var (name, value) in Members)
                {
                    writer.WritePropertyName(name);
                    value.Write(writer);
                }

                writer.WriteEndObject();
                break;
            case NodeKind.Array:
                writer.WriteStartArray();
                foreach (var item in Items) item.Write(writer);
                writer.WriteEndArray();
                break;
            case NodeKind.Number when decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            case NodeKind.Boolean:
                writer.WriteBooleanValue(Text == "true");
                break;
            case NodeKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(Text);
                break;
        }
    }
}

/// <summary>A place in a document, for messages.</summary>
/// <param name="File">The file's name or URL, as the caller knows it.</param>
/// <param name="Line">The line, from 1; 0 where nobody knows.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Pointer">The JSON pointer, such as <c>#/paths/~1pets/get</c>; null where there is none.</param>
public sealed record DocumentPlace(string File, int Line, int Column, string? Pointer)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}{(Line > 0 ? $":{Line}:{Column}" : "")}{(Pointer is null or "#" ? "" : $" ({Pointer})")}";
}
