using System.Text;
using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Writes the method that goes through all pages of an operation.</summary>
sealed class PageWriter(TypeMap types, RuntimeNeeds runtime)
{
    /// <summary>Writes it.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="method">The method that gets a page.</param>
    /// <param name="methodName">Its name.</param>
    /// <param name="name">The name of the new one.</param>
    /// <param name="paging">How pages follow each other.</param>
    public void Write(StringBuilder code, WrittenMethod method, string methodName, string name, Paging paging)
    {
        var answer = method.Answer.Type;
        if (answer == "JsonElement" || method.Answer.MayBeEmpty || types.IsValue(answer)) return;
        var item = types.Of(paging.Item, methodName + "Item") + (paging.Item.MayBeNull ? "?" : "");
        runtime.Add(paging.Kind == PagingKind.Link ? "ApiLinks" : "ApiPages");
        method.WriteReference(code, $"<summary>All pages of <see cref=\"{methodName}\"/>.</summary>");
        code.Append("    public IAsyncEnumerable<").Append(item).Append("> ").Append(name).Append('(')
            .Append(string.Join(", ", method.Ordered.Select(static parameter => parameter.Declaration).Append("CancellationToken cancel = default"))).Append(") =>\n        ");
        if (paging.Kind == PagingKind.Link)
        {
            code.Append("ApiRequest.LinkedAsync<").Append(item).Append(">(() => ").Append(method.Request).Append(", cancel);\n");
            return;
        }

        var position = method.Parameters.Find(parameter => parameter.Source is { Place: ParameterPlace.Query } source && source.Name == paging.Parameter)!;
        var arguments = string.Join(", ", method.Ordered.Select(parameter => ReferenceEquals(parameter, position) ? position.Type == "int" ? "(int)pageAt" : "pageAt" : parameter.Name).Append("pageEnd"));
        var get = $"(pageAt, pageEnd) => {methodName}({arguments})";
        var list = "thePage => " + WayTo(paging.Items, method, answer);
        if (paging.Kind == PagingKind.Cursor)
        {
            var way = WayTo(paging.Next, method, answer);
            var last = types.Of(paging.Next[^1].Schema, "Next");
            if (last != "string") way += paging.Next[^1].IsNeverNull && !way.Contains("?.", StringComparison.Ordinal) ? ".ToString()" : "?.ToString()";
            code.Append($"ApiPages.ByCursor<{answer}, {item}>({get}, {list}, thePage => {way}, {position.Name}, cancel);\n");
        }
        else
        {
            var start = paging.Kind == PagingKind.Page ? "1" : "0";
            code.Append($"ApiPages.ByOffset<{answer}, {item}>({get}, {list}, {(paging.Kind == PagingKind.Page ? "true" : "false")}, {position.Name} ?? {start}, cancel);\n");
        }
    }

    /// <summary>How an answer's property is read.</summary>
    string WayTo(IReadOnlyList<ApiProperty> steps, WrittenMethod method, string type)
    {
        var way = "thePage";
        var owner = Paging.AnswerOf(method.Operation)!;
        for (var i = 0; i < steps.Count; i++)
        {
            var name = ModelWriter.PropertyNames(owner, type)[owner.Properties.ToList().IndexOf(steps[i])];
            way += (i > 0 && !steps[i - 1].IsNeverNull ? "?." : ".") + name;
            type = types.Of(steps[i].Schema, type + name);
            owner = steps[i].Schema.Resolved;
        }

        return way;
    }
}
