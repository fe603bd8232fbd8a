using Runner.Plugins.ClientGen.Reading;

namespace Runner.Plugins.ClientGen.Model;

/// <summary>
/// What a value may be. <c>allOf</c> is flattened and references are followed, so that a schema may reach itself: whoever walks them remembers
/// where he has been. Two uses of one schema of the document are one object.
/// </summary>
sealed class ApiSchema
{
    /// <summary>Where it stands.</summary>
    public required DocumentNode Node { get; init; }

    /// <summary>The name that the document gives it; null for one that stands where it is used.</summary>
    public string? Name { get; internal set; }

    /// <summary>What it is.</summary>
    public SchemaKind Kind { get; internal set; }

    /// <summary>The schema that this one stands for, where it only adds to a reference, such as a description or that it may be null.</summary>
    public ApiSchema? Target { get; internal set; }

    /// <summary>The format, such as <c>date-time</c>; null where there is none.</summary>
    public string? Format { get; internal set; }

    /// <summary>Whether null is a value too; see <see cref="MayBeNull"/>.</summary>
    public bool IsNullable { get; internal set; }

    /// <summary>Its title.</summary>
    public string? Title { get; internal set; }

    /// <summary>What the document says about it.</summary>
    public string? Description { get; internal set; }

    /// <summary>Whether it is on its way out.</summary>
    public bool IsDeprecated { get; internal set; }

    /// <summary>Whether only the server sets it.</summary>
    public bool IsReadOnly { get; internal set; }

    /// <summary>Whether the server never says it.</summary>
    public bool IsWriteOnly { get; internal set; }

    /// <summary>What the server takes it to be when it is not given; null where there is none.</summary>
    public DocumentNode? Default { get; internal set; }

    /// <summary>An example; null where there is none.</summary>
    public DocumentNode? Example { get; internal set; }

    /// <summary>The only value that there is; null where there are others.</summary>
    public DocumentNode? Const { get; internal set; }

    /// <summary>The values that the document knows, without null; empty where it is no enumeration.</summary>
    public IReadOnlyList<ApiEnumValue> Enum { get; internal set; } = [];

    /// <summary>The properties of an object, those of all <c>allOf</c> members included.</summary>
    public IReadOnlyList<ApiProperty> Properties { get; internal set; } = [];

    /// <summary>What other properties hold; null where the document says nothing or only whether there may be some.</summary>
    public ApiSchema? Additional { get; internal set; }

    /// <summary>Whether there may be other properties.</summary>
    public bool AllowsAdditional { get; internal set; } = true;

    /// <summary>What the items of an array are.</summary>
    public ApiSchema? Items { get; internal set; }

    /// <summary>
    /// What a union may be; also of an object whose properties are common to its variants. Without null, which is <see cref="IsNullable"/>.
    /// </summary>
    public IReadOnlyList<ApiSchema> Options { get; internal set; } = [];

    /// <summary>Whether a value may fit several options (<c>anyOf</c>).</summary>
    public bool IsAnyOf { get; internal set; }

    /// <summary>Which property tells the options apart; null where none does.</summary>
    public ApiDiscriminator? Discriminator { get; internal set; }

    /// <summary>The bounds of its values.</summary>
    public ApiBounds Bounds { get; internal set; } = ApiBounds.None;

    /// <summary>The schema itself, or what it stands for.</summary>
    public ApiSchema Resolved
    {
        get
        {
            var schema = this;
            while (schema.Target is { } target) schema = target;
            return schema;
        }
    }

    /// <summary>Whether null is a value here, by this use or by the schema that it stands for.</summary>
    public bool MayBeNull
    {
        get
        {
            for (var schema = this; schema is not null; schema = schema.Target)
                if (schema.IsNullable) return true;
            return false;
        }
    }
}

/// <summary>What a value is.</summary>
enum SchemaKind
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>An object with properties.</summary>
    Object,

    /// <summary>An object whose keys the document does not know.</summary>
    Map,

    /// <summary>A list.</summary>
    Array,

    /// <summary>Text; an enumeration where <see cref="ApiSchema.Enum"/> is not empty.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Null and nothing else.</summary>
    Null,

    /// <summary>One of <see cref="ApiSchema.Options"/>.</summary>
    Union,
}

/// <summary>A property of an object.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Schema">What it holds.</param>
/// <param name="IsRequired">Whether it must be there.</param>
sealed record ApiProperty(string Name, ApiSchema Schema, bool IsRequired)
{
    /// <summary>Whether it is always there and never null.</summary>
    public bool IsNeverNull => IsRequired && !Schema.MayBeNull;

    /// <summary>Whether only the server sets it.</summary>
    public bool IsReadOnly => Schema.IsReadOnly || Schema.Resolved.IsReadOnly;

    /// <summary>Whether the server never says it.</summary>
    public bool IsWriteOnly => Schema.IsWriteOnly || Schema.Resolved.IsWriteOnly;
}

/// <summary>A value of an enumeration.</summary>
/// <param name="Value">The value.</param>
/// <param name="Name">What the document calls it (<c>x-enum-varnames</c>); null where it has no name.</param>
/// <param name="Description">What the document says about it (<c>x-enum-descriptions</c>).</param>
sealed record ApiEnumValue(DocumentNode Value, string? Name, string? Description);

/// <summary>What tells the options of a union apart.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Mapping">Its values, with what each means.</param>
sealed record ApiDiscriminator(string Property, IReadOnlyList<KeyValuePair<string, ApiSchema>> Mapping);

/// <summary>The bounds of values, as JSON Schema has them; null where there is none.</summary>
sealed record ApiBounds
{
    /// <summary>No bounds.</summary>
    public static readonly ApiBounds None = new();

    /// <summary>The least number.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The greatest number.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>Whether <see cref="Minimum"/> itself is too little.</summary>
    public bool IsMinimumExclusive { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is too much.</summary>
    public bool IsMaximumExclusive { get; init; }

    /// <summary>What numbers are multiples of.</summary>
    public decimal? MultipleOf { get; init; }

    /// <summary>The least count: of characters, items or properties.</summary>
    public int? MinimumCount { get; init; }

    /// <summary>The greatest count: of characters, items or properties.</summary>
    public int? MaximumCount { get; init; }

    /// <summary>The regular expression of texts.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether items are all different.</summary>
    public bool AreItemsUnique { get; init; }
}
