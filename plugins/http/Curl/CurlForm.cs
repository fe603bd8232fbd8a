using System.Text;

namespace Runner.Plugins.Http;

/// <summary>The options of a curl command for a multipart form.</summary>
static class CurlForm
{
    internal static void Add(CurlLine line, IReadOnlyList<MultipartField> fields)
    {
        // Not even an empty form is no form.
        if (fields.Count == 0) line.Note("curl sends no form without fields");
        foreach (var field in fields)
        {
            if (field.Name.Length == 0 || field.Name.Contains('=', StringComparison.Ordinal)) line.Note($"left out: the field {field.Name}, whose name curl cannot have");
            else if (field.Path is { } path) line.Add("-F", $"{field.Name}=@{Word(path)}{TypeOf(line, field)}{FileNameOf(field, Path.GetFileName(path))}");
            else AddValue(line, field);
        }
    }

    static void AddValue(CurlLine line, MultipartField field)
    {
        if (CurlLine.TextOf(field.Bytes) is not { } text)
        {
            if (line.Input is not null)
            {
                line.Note($"left out: the field {field.Name}, for curl reads one field from its standard input");
                return;
            }

            line.Input = field.Bytes;
            line.Add("-F", $"{field.Name}={(field.FileName is null ? "<" : "@")}-{TypeOf(line, field)}{FileNameOf(field, null)}");
        }
        else if (field is { ContentType: null, FileName: null }) line.Add(IsPlain(text) && (text.Length == 0 || text[0] is not ('@' or '<' or '(')) ? "-F" : "--form-string", $"{field.Name}={text}");
        else line.Add("-F", $"{field.Name}={Quoted(text)}{TypeOf(line, field)}{FileNameOf(field, null)}");
    }

    static string TypeOf(CurlLine line, MultipartField field)
    {
        if (field.ContentType is not { } type) return "";
        // curl reads it as type/subtype, perhaps with parameters, up to what begins the next file.
        if (type.IndexOf('/', StringComparison.Ordinal) > 0 && !type.Contains(',', StringComparison.Ordinal)) return $";type={type}";
        line.Note($"left out: the type {type} of the field {field.Name}, which curl does not take");
        return "";
    }

    static string FileNameOf(MultipartField field, string? own) => field.FileName is { } name && name != own ? $";filename={Word(name)}" : "";

    static string Word(string text) => IsPlain(text) && !text.Contains(',', StringComparison.Ordinal) ? text : Quoted(text);

    /// <summary>Whether curl reads it as it stands; a comma ends the name of a file besides.</summary>
    static bool IsPlain(string text) => text.AsSpan().IndexOfAny(";\"\\") < 0 && text.AsSpan().Trim().Length == text.Length;

    static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var one in text)
        {
            if (one is '"' or '\\') quoted.Append('\\');
            quoted.Append(one);
        }

        return quoted.Append('"').ToString();
    }
}
