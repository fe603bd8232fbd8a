using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The inputs of the actions that can send a body: at most one of json, form, multipart, file, base64 and body.</summary>
public abstract record HttpBodyInputs : HttpRequestInputs
{
    /// <summary>A value to send as JSON, with Content-Type <c>application/json</c>.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>
    /// Fields to send as an HTML form does, with Content-Type <c>application/x-www-form-urlencoded</c>. A value may be a
    /// list, which repeats the name.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Form { get; init; }

    /// <summary>
    /// Fields and files to send as <c>multipart/form-data</c> (RFC 7578). A value is text, a number, true or false;
    /// <c>{ file: path }</c> with the <c>filename</c> and <c>content-type</c> to tell the server, if other than the file's;
    /// <c>{ value: ..., content-type: ... }</c>, also with <c>filename</c>, where a mapping or a list is sent as JSON; or a list
    /// of these, which repeats the name. Files are read while they are sent.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Multipart { get; init; }

    /// <summary>
    /// A file to send as the body, read while it is sent. Its Content-Type goes by its extension unless headers has one.
    /// </summary>
    public string? File { get; init; }

    /// <summary>Bytes to send, in base64, as <c>application/octet-stream</c> unless headers has a Content-Type.</summary>
    public string? Base64 { get; init; }

    /// <summary>Text to send in UTF-8, as <c>text/plain</c> unless headers has a Content-Type.</summary>
    public string? Body { get; init; }

    private protected sealed override HttpBody? BodyToSend(ActionContext context)
    {
        string? given = null;
        Choose("json", Json is not null);
        Choose("form", Form is not null);
        Choose("multipart", Multipart is not null);
        Choose("file", File is not null);
        Choose("base64", Base64 is not null);
        Choose("body", Body is not null);
        if (Multipart is not null && Headers?.Keys.FirstOrDefault(static name => name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) is { } type)
            throw new ActionInputException("headers", $"`headers` has {type}, which follows from `multipart`: it names the boundary between the parts. Leave it out.");
        return given switch
        {
            "json" => HttpBody.FromJson(Json!.Value),
            "form" => HttpBody.FromForm(FieldValues.Flatten(Form!, "form")),
            "multipart" => HttpBody.FromMultipart(MultipartInput.Fields(Multipart!, context.BaseDirectory)),
            "file" => HttpBody.FromFile(RegularFile.FullPath(File!, context.BaseDirectory, "file")),
            "base64" => HttpBody.FromBytes(Decode(Base64!)),
            "body" => HttpBody.FromText(Body!),
            _ => null,
        };

        void Choose(string input, bool isGiven)
        {
            if (!isGiven) return;
            if (given is not null)
            {
                throw new ActionInputException(
                    input, $"Both `{given}` and `{input}` are given: a request has one body, give one of `json`, `form`, `multipart`, `file`, `base64` and `body`.");
            }
            given = input;
        }
    }

    static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException cause)
        {
            throw new ActionInputException("base64", $"`base64` is {Words.Quote(base64)}, which is not base64: give letters, digits, + and /, padded with =.", cause);
        }
    }
}
