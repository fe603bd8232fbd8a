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
        var items = paging.Items is { } property ? NameOf(method, property, answer) : null;
        runtime.Add(paging.Kind == PagingKind.Link ? "ApiLinks" : "ApiPages");
        var head = new StringBuilder();
        method.WriteDocumentation(head);
        code.Append(head.ToString().Replace("<summary>", "<summary>All pages: ", StringComparison.Ordinal));
        code.Append("    public IAsyncEnumerable<").Append(item).Append("> ").Append(name).Append('(')
            .Append(string.Join(", ", method.Ordered.Select(static parameter => parameter.Declaration).Append("CancellationToken cancel = default"))).Append(") =>\n        ");
        if (paging.Kind == PagingKind.Link)
        {
            code.Append("api.LinkedAsync<").Append(item).Append(">(() => ").Append(method.Request).Append(", cancel);\n");
            return;
        }

        var position = method.Parameters.Find(parameter => parameter.Source is { Place: ParameterPlace.Query } source && source.Name == paging.Parameter)!;
        var arguments = string.Join(", ", method.Ordered.Select(parameter => ReferenceEquals(parameter, position) ? position.Type == "int" ? "(int)pageAt" : "pageAt" : parameter.Name).Append("pageEnd"));
        var get = $"(pageAt, pageEnd) => {methodName}({arguments})";
        var list = items is null ? "thePage => thePage" : $"thePage => thePage.{items}";
        if (paging.Kind == PagingKind.Cursor)
        {
            var way = "thePage";
            var type = answer;
            foreach (var step in paging.Next)
            {
                var stepName = NameOf(method, step, type);
                way += $".{stepName}";
                if (!ReferenceEquals(step, paging.Next[^1])) way += step.IsNeverNull ? "" : "?";
                type = types.Of(step.Schema, type + stepName);
            }

            code.Append($"ApiPages.ByCursor<{answer}, {item}>({get}, {list}, thePage => {way}, {position.Name}, cancel);\n");
        }
        else
        {
            var start = paging.Kind == PagingKind.Page ? "1" : "0";
            code.Append($"ApiPages.ByOffset<{answer}, {item}>({get}, {list}, {(paging.Kind == PagingKind.Page ? "true" : "false")}, {position.Name} ?? {start}, cancel);\n");
        }
    }

    /// <summary>The name of a property in the answer's class or in one inside.</summary>
    static string NameOf(WrittenMethod method, ApiProperty property, string type)
    {
        var answer = method.Operation.Responses.First(static response => response.IsSuccess).Contents.First(static content => MediaTypes.KindOf(content) == BodyKind.Json).Schema!.Resolved;
        var owner = answer.Properties.Contains(property) ? answer : answer.Properties.First(each => each.Schema.Resolved.Properties.Contains(property)).Schema.Resolved;
        return ModelWriter.PropertyNames(owner, type)[owner.Properties.ToList().IndexOf(property)];
    }
}
