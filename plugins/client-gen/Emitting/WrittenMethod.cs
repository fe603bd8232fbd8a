using System.Text;
using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>A parameter of a method.</summary>
sealed record WrittenParameter(string Name, string Type, bool IsRequired, string Documentation)
{
    /// <summary>The parameter of the document; null for a body.</summary>
    public ApiParameter? Source { get; init; }

    /// <summary>What it is when it is not given; null for null.</summary>
    public string? Default { get; init; }

    /// <summary>As it stands in the method's head.</summary>
    public string Declaration => IsRequired ? $"{Type} {Name}" : Default is null ? $"{Type}? {Name} = null" : $"{Type} {Name} = {Default}";
}

/// <summary>A method to write: an operation with one kind of body and one of answer.</summary>
sealed class WrittenMethod(ApiOperation operation, WrittenAnswer answer)
{
    /// <summary>What it does.</summary>
    public ApiOperation Operation => operation;

    /// <summary>What it gives.</summary>
    public WrittenAnswer Answer => answer;

    /// <summary>Its parameters, in the document's order.</summary>
    public List<WrittenParameter> Parameters { get; } = [];

    /// <summary>What fills the request.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The parameters as C# wants them: those that must be given first.</summary>
    public IEnumerable<WrittenParameter> Ordered => Parameters.OrderBy(static parameter => !parameter.IsRequired);

    /// <summary>The request.</summary>
    public string Request => $"api.Call({CSharpText.Literal(operation.Method)}, {Path}){string.Concat(Calls)}";

    /// <summary>What stands in the braces of the path, by their names, as C#; what is not here is filled by a call.</summary>
    public Dictionary<string, string> InPath { get; } = new(StringComparer.Ordinal);

    /// <summary>The path as an interpolated string.</summary>
    string Path
    {
        get
        {
            var path = "$" + CSharpText.Literal(operation.Path.Split('#')[0]).Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
            foreach (var (name, value) in InPath) path = path.Replace("{{" + CSharpText.Literal(name)[1..^1] + "}}", value, StringComparison.Ordinal);
            return path;
        }
    }

    string Arguments => answer.Accept is not { } accept ? "cancel" : answer.Kind == AnswerKind.Events ? $"{CSharpText.Literal(accept)}, cancel" : $"cancel, {CSharpText.Literal(accept)}";

    /// <summary>Writes it.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="main">The method that it is another form of, whose documentation it has.</param>
    public void Write(StringBuilder code, string name, string? main = null)
    {
        if (main is null) WriteDocumentation(code);
        else WriteReference(code, $"<inheritdoc cref=\"{main}\"/>");
        var (type, call) = answer.Kind switch
        {
            AnswerKind.None => ("Task", "SendAsync"),
            AnswerKind.Json when answer.MayBeEmpty => ($"Task<{answer.Type}?>", $"SendOrNullAsync<{answer.Type}{(answer.Type is "JsonElement" || IsValue ? "?" : "")}>"),
            AnswerKind.Json => ($"Task<{answer.Type}>", $"SendAsync<{answer.Type}>"),
            AnswerKind.Text => ("Task<string>", "TextAsync"),
            AnswerKind.Stream => ("Task<Stream>", "StreamAsync"),
            AnswerKind.Events => ($"IAsyncEnumerable<{answer.Type}>", $"EventsAsync<{answer.Type}>"),
            _ => ("Task<ApiAnswer>", "AnyAsync"),
        };
        code.Append("    public ").Append(type).Append(' ').Append(name).Append('(').Append(string.Join(", ", Ordered.Select(static parameter => parameter.Declaration).Append("CancellationToken cancel = default"))).Append(") =>\n        ")
            .Append(Request).Append('.').Append(call).Append('(').Append(Arguments).Append(");\n");
    }

    /// <summary>Whether the answer is a value type.</summary>
    public bool IsValue { get; set; }

    /// <summary>Writes what refers to the documentation of another method.</summary>
    public void WriteReference(StringBuilder code, string reference)
    {
        code.Append("    /// ").Append(reference).Append('\n');
        if (operation.IsDeprecated) code.Append("    [Obsolete]\n");
    }

    /// <summary>Writes what is said of it.</summary>
    public void WriteDocumentation(StringBuilder code)
    {
        var summary = operation.Summary is { Length: > 0 } line ? line : operation.Description;
        if (summary is not { Length: > 0 }) summary = $"{operation.Method} {operation.Path}";
        CSharpText.Summary(code, "    ", summary);
        foreach (var parameter in Ordered)
        {
            var text = Wording.Adds(parameter.Documentation, parameter.Name, parameter.Type, summary, operation.Id ?? "") ? parameter.Documentation : "";
            CSharpText.Parameter(code, "    ", parameter.Name, text, parameter.Default is null ? OperationWriter.DefaultOf(parameter.Source) : "");
        }

        if (answer.Documentation is { } returns) code.Append("    /// <returns>").Append(CSharpText.Line(returns)).Append("</returns>\n");
        if (operation.IsDeprecated) code.Append("    [Obsolete]\n");
    }
}
