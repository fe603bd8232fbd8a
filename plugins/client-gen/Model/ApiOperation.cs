using Runner.Plugins.ClientGen.Reading;

namespace Runner.Plugins.ClientGen.Model;

/// <summary>One thing that an API does.</summary>
sealed record ApiOperation
{
    /// <summary>The document's id; null where it has none. Documents exist that use one twice.</summary>
    public string? Id { get; init; }

    /// <summary>The method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>The path below the server's URL, with <c>{parameters}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The tags, perhaps none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What it does, in a line.</summary>
    public string? Summary { get; init; }

    /// <summary>What it does.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is on its way out.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>Where it stands.</summary>
    public required DocumentNode Node { get; init; }

    /// <summary>Its parameters, those of the path item included.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The body; null where it takes none.</summary>
    public ApiBody? Body { get; init; }

    /// <summary>The answers that are documented, in the document's order.</summary>
    public IReadOnlyList<ApiResponse> Responses { get; init; } = [];

    /// <summary>The alternatives of proving who one is; empty where nothing is needed.</summary>
    public IReadOnlyList<ApiSecurityRequirement> Security { get; init; } = [];

    /// <summary>Its own servers; empty where those of the document are its.</summary>
    public IReadOnlyList<ApiServer> Servers { get; init; } = [];
}

/// <summary>Where a parameter goes.</summary>
enum ParameterPlace
{
    /// <summary>Into the path.</summary>
    Path,

    /// <summary>Into the query.</summary>
    Query,

    /// <summary>Into a header.</summary>
    Header,

    /// <summary>Into a cookie.</summary>
    Cookie,

    /// <summary>The query as a whole (OpenAPI 3.2).</summary>
    QueryString,
}

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Place">Where it goes.</param>
/// <param name="Schema">What it holds.</param>
sealed record ApiParameter(string Name, ParameterPlace Place, ApiSchema Schema)
{
    /// <summary>How lists and objects are written: <c>form</c>, <c>simple</c>, <c>label</c>, <c>matrix</c>, <c>deepObject</c>, <c>spaceDelimited</c>, <c>pipeDelimited</c>, <c>tabDelimited</c>.</summary>
    public required string Style { get; init; }

    /// <summary>Whether each item is a parameter of its own.</summary>
    public bool Explode { get; init; }

    /// <summary>Whether reserved characters go as they are.</summary>
    public bool AllowReserved { get; init; }

    /// <summary>The media type that the value is written as, in place of a style; null for a style.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it is on its way out.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>What the document says about it.</summary>
    public string? Description { get; init; }

    /// <summary>An example of a value; null where there is none.</summary>
    public DocumentNode? Example { get; init; }

    /// <summary>Where it stands.</summary>
    public required DocumentNode Node { get; init; }
}

/// <summary>The body of a request.</summary>
/// <param name="Contents">What it may be, one for each media type, in the document's order; never empty.</param>
/// <param name="IsRequired">Whether there must be one.</param>
/// <param name="Description">What the document says about it.</param>
sealed record ApiBody(IReadOnlyList<ApiContent> Contents, bool IsRequired, string? Description);

/// <summary>A body of one media type.</summary>
/// <param name="MediaType">The media type or range, such as <c>application/json</c>, <c>image/*</c>.</param>
/// <param name="Schema">What it holds; null where the document does not say.</param>
sealed record ApiContent(string MediaType, ApiSchema? Schema)
{
    /// <summary>How parts of a form or multipart body are written, by the property's name.</summary>
    public IReadOnlyDictionary<string, ApiEncoding> Encodings { get; init; } = new Dictionary<string, ApiEncoding>();

    /// <summary>What each item holds, where the body is a sequence of them (OpenAPI 3.2).</summary>
    public ApiSchema? Items { get; init; }

    /// <summary>An example; null where there is none.</summary>
    public DocumentNode? Example { get; init; }
}

/// <summary>How a property of a form or multipart body is written.</summary>
/// <param name="ContentType">The part's media type; null for the usual one.</param>
/// <param name="Style">How lists and objects are written; null for the usual way.</param>
/// <param name="Explode">Whether each item is a field of its own; null for the usual way.</param>
/// <param name="Headers">The part's headers.</param>
sealed record ApiEncoding(string? ContentType, string? Style, bool? Explode, IReadOnlyList<ApiHeader> Headers)
{
    /// <summary>Whether it changes how a form writes the property.</summary>
    public bool IsOfForms => HasStyle || IsJson;

    /// <summary>How a form writes it; null for JSON.</summary>
    public string? FormStyle => HasStyle ? Style ?? "form" : null;

    /// <summary>Whether each item is a field of its own.</summary>
    public bool FormExplode => HasStyle && (Explode ?? Style is null or "form");

    /// <summary>What stands between the items of a list that is one part of many; null where each item is a part.</summary>
    public string? Between => !HasStyle || FormExplode ? null : Style switch { "spaceDelimited" => " ", "pipeDelimited" => "|", "tabDelimited" => "\t", _ => "," };

    /// <summary>A style goes before the media type, as OpenAPI 3.1 says.</summary>
    bool HasStyle => Style is not null || Explode is not null;

    bool IsJson => ContentType?.Contains("json", StringComparison.Ordinal) == true;
}

/// <summary>An answer that is documented.</summary>
/// <param name="Status">Which: a status such as <c>404</c>, a range such as <c>4XX</c>, or <c>default</c>.</param>
/// <param name="Contents">What it may be, one for each media type; empty for an answer without a body.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Description">What the document says about it.</param>
sealed record ApiResponse(string Status, IReadOnlyList<ApiContent> Contents, IReadOnlyList<ApiHeader> Headers, string? Description)
{
    /// <summary>Whether it tells of success.</summary>
    public bool IsSuccess => Status[0] == '2';

    /// <summary>Whether it is for this status.</summary>
    public bool Covers(int status) => Status == "default" || (Status.Length == 3 && Status[0] - '0' == status / 100 && (Status[1] == 'X' || Status == $"{status}"));
}

/// <summary>A header of an answer or a part.</summary>
sealed record ApiHeader(string Name, ApiSchema Schema, bool IsRequired, string? Description);
