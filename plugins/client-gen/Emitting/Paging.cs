using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>How an operation's pages follow each other.</summary>
enum PagingKind
{
    /// <summary>A Link header leads on.</summary>
    Link,

    /// <summary>A page names the next.</summary>
    Cursor,

    /// <summary>By the count of items before.</summary>
    Offset,

    /// <summary>By the number of the page.</summary>
    Page,
}

/// <summary>How an operation gives pages.</summary>
/// <param name="Kind">How they follow each other.</param>
/// <param name="Parameter">The query parameter that asks for a page; empty where a link does.</param>
/// <param name="Items">The property with the items; null where the answer is the list.</param>
/// <param name="Next">The way to the property that names the next page; empty where none does.</param>
/// <param name="Item">What the items are.</param>
sealed record Paging(PagingKind Kind, string Parameter, IReadOnlyList<ApiProperty> Items, IReadOnlyList<ApiProperty> Next, ApiSchema Item)
{
    static readonly string[] Cursors = ["cursor", "pagetoken", "nexttoken", "startingafter", "after", "continue", "continuationtoken", "nextcursor", "marker", "pagemarker"];
    static readonly string[] NextNames = ["nextcursor", "nextpagetoken", "nexttoken", "continue", "continuationtoken", "next", "nextmarker", "cursor", "endcursor", "after"];
    static readonly string[] Holders = ["meta", "metadata", "pagination", "paging", "responsemetadata", "pageinfo", "page", "cursors"];

    /// <summary>How an operation gives pages; null where it does not, or nobody can tell.</summary>
    public static Paging? Of(ApiOperation operation)
    {
        if (operation.Method != "GET") return null;
        if (AnswerOf(operation) is not { } answer) return null;
        var success = operation.Responses.First(static response => response.IsSuccess);
        if (answer.Kind == SchemaKind.Array && answer.Items is { } plain && success.Headers.Any(static header => header.Name.Equals("Link", StringComparison.OrdinalIgnoreCase))) return new(PagingKind.Link, "", [], [], plain);
        var (way, list) = ItemsOf(answer);
        if (list?.Items is not { } item) return null;
        var query = operation.Parameters.Where(static parameter => parameter is { Place: ParameterPlace.Query, IsRequired: false, ContentType: null }).ToList();
        if (way.Count > 0 && query.Find(parameter => Cursors.Contains(Plain(parameter.Name)) && parameter.Schema.Resolved is { Kind: SchemaKind.String, Enum.Count: 0, Format: null }) is { } cursor && NextOf(answer) is { Count: > 0 } next)
            return new(PagingKind.Cursor, cursor.Name, way, next, item);
        if (query.Find(static parameter => Plain(parameter.Name) is "offset" or "skip" && parameter.Schema.Resolved.Kind is SchemaKind.Integer) is { } offset) return new(PagingKind.Offset, offset.Name, way, [], item);
        return query.Find(static parameter => Plain(parameter.Name) is "page" or "pagenumber" && parameter.Schema.Resolved.Kind is SchemaKind.Integer) is { } page ? new(PagingKind.Page, page.Name, way, [], item) : null;
    }

    static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>What an operation answers as JSON when it succeeds; null for nothing.</summary>
    public static ApiSchema? AnswerOf(ApiOperation operation) =>
        operation.Responses.FirstOrDefault(static response => response.IsSuccess)?.Contents.FirstOrDefault(static content => MediaTypes.KindOf(content) == BodyKind.Json)?.Schema?.Resolved;

    /// <summary>The list in an answer, and the way to it; nothing where there are several.</summary>
    public static (IReadOnlyList<ApiProperty> Way, ApiSchema? List) ItemsOf(ApiSchema answer)
    {
        if (answer.Kind == SchemaKind.Array) return ([], answer);
        if (answer.Kind != SchemaKind.Object) return ([], null);
        var lists = answer.Properties.Where(static property => property.Schema.Resolved is { Kind: SchemaKind.Array, Items: not null }).ToList();
        return lists is [var only] ? ([only], only.Schema.Resolved) : ([], null);
    }

    /// <summary>The way to the text that names the next page: in the answer, or in what it holds about pages.</summary>
    static List<ApiProperty> NextOf(ApiSchema answer)
    {
        if (Find(answer) is { } direct) return [direct];
        foreach (var holder in answer.Properties.Where(static property => Holders.Contains(Plain(property.Name)) && property.Schema.Resolved.Kind == SchemaKind.Object))
            if (Find(holder.Schema.Resolved) is { } inside) return [holder, inside];
        return [];

        static ApiProperty? Find(ApiSchema schema) => schema.Properties.FirstOrDefault(static property =>
            NextNames.Contains(Plain(property.Name)) && property.Schema.Resolved is { Kind: SchemaKind.String, Enum.Count: 0, Format: null });
    }
}
