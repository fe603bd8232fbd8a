using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>
/// How the pages of some operations follow each other, as a user says it: <c>listPets cursor=after items=data next=meta.next</c>. The first word
/// chooses operations as <c>include</c> does; <c>none</c> after it means that there are no pages.
/// </summary>
sealed record PagingRule(string Text, string Pattern, PagingKind? Kind, string Parameter, string[] Items, string[] Next)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static PagingRule Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var settings = words.SkipWhile(static word => !word.Contains('=', StringComparison.Ordinal) && word is not ("link" or "none")).ToList();
        var pattern = string.Join(' ', words.SkipLast(settings.Count));
        if (pattern.Length == 0 || settings.Count == 0) throw Wrong(text, "it names an operation, and how its pages follow each other");
        if (settings is ["none"]) return new(text, pattern, null, "", [], []);
        PagingKind? kind = null;
        var (parameter, items, next) = ("", "", "");
        foreach (var setting in settings)
        {
            var value = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
            switch (setting[..^value.Length].TrimEnd('='))
            {
                case "cursor": (kind, parameter) = (PagingKind.Cursor, value); break;
                case "offset": (kind, parameter) = (PagingKind.Offset, value); break;
                case "page": (kind, parameter) = (PagingKind.Page, value); break;
                case "" when value == "link": kind = PagingKind.Link; break;
                case "items": items = value; break;
                case "next": next = value; break;
                default: throw Wrong(text, $"{setting} is none of cursor=, offset=, page=, link, items=, next= and none");
            }
        }

        if (kind is null || (kind != PagingKind.Link && parameter.Length == 0)) throw Wrong(text, "one of cursor=PARAMETER, offset=PARAMETER, page=PARAMETER, link and none is missing");
        if ((kind == PagingKind.Cursor) != (next.Length > 0)) throw Wrong(text, kind == PagingKind.Cursor ? "next= is missing: where in an answer is the cursor of the next page?" : "next= goes with cursor= only");
        return new(text, pattern, kind, parameter, Names(items), Names(next));

        static string[] Names(string way) => way.Split('.', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The pages of an operation that this is about.</summary>
    /// <exception cref="ArgumentException">The operation does not have what this names.</exception>
    public Paging? Of(ApiOperation operation)
    {
        if (Kind is not { } kind) return null;
        var name = $"{operation.Method} {operation.Path}";
        // A pattern of many operations is about those of them that have pages.
        if (Paging.AnswerOf(operation) is not { } answer) return Pattern.Contains('*', StringComparison.Ordinal) ? null : throw Wrong(Text, $"{name} answers no JSON");
        if (kind != PagingKind.Link && !operation.Parameters.Any(each => each.Place == ParameterPlace.Query && each.Name == Parameter)) throw Wrong(Text, $"{name} has no parameter {Parameter} in its query");
        var (items, list) = Items.Length == 0 ? Paging.ItemsOf(answer) : Walk(answer, Items, name);
        if (list is not { Kind: SchemaKind.Array, Items: { } item }) throw Wrong(Text, $"{name} has no list{(Items.Length == 0 ? " that is the only one: say which by items=" : $" at {string.Join('.', Items)}")}");
        return new(kind, Parameter, items, Next.Length == 0 ? [] : Walk(answer, Next, name).Way, item);
    }

    (IReadOnlyList<ApiProperty> Way, ApiSchema? Last) Walk(ApiSchema from, string[] names, string operation)
    {
        var way = new List<ApiProperty>();
        var schema = from;
        foreach (var name in names)
        {
            var step = schema.Properties.FirstOrDefault(each => each.Name == name) ?? throw Wrong(Text, $"the answer of {operation} has no property {string.Join('.', names)}; there {(schema.Properties.Count == 0 ? "is none" : $"are {string.Join(", ", schema.Properties.Take(8).Select(static each => each.Name))}")}");
            way.Add(step);
            schema = step.Schema.Resolved;
        }

        return (way, schema);
    }

    static ArgumentException Wrong(string text, string why) => new($"{Sdk.Words.Quote(text)} tells of no pages: {why}. Such as: listPets cursor=after items=data next=meta.next");
}
