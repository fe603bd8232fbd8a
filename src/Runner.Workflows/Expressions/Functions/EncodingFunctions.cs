using System.Security.Cryptography;
using System.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Functions that encode, hash and make identifiers.</summary>
static class EncodingFunctions
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Function[] All() =>
    [
        new()
        {
            Name = "base64", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("text", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "A text's UTF-8 bytes in Base64 (RFC 4648).",
            Example = "base64('user:pass')", ExampleResult = "\"dXNlcjpwYXNz\"",
            Body = static arguments => Value.From(Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.Text(0)))),
        },
        new()
        {
            Name = "base64Decode", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("base64", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "The text whose UTF-8 bytes a Base64 text stands for.",
            Example = "base64Decode('dXNlcjpwYXNz')", ExampleResult = "\"user:pass\"",
            Body = Decode,
        },
        new()
        {
            Name = "sha256", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("text", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "The SHA-256 hash of a text's UTF-8 bytes, in lower-case hexadecimal.",
            Example = "sha256('')", ExampleResult = "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
            Body = static arguments => Value.From(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(arguments.Text(0))))),
        },
        new()
        {
            Name = "uuid", MinArguments = 0, MaxArguments = 0,
            Result = TypeShape.String,
            Summary = "A new random UUID (RFC 9562, version 4) with every evaluation.",
            Example = "length(uuid())", ExampleResult = "36",
            Body = static _ => Value.From(Guid.NewGuid().ToString("D")),
        },
        new()
        {
            Name = "env", MinArguments = 1, MaxArguments = 2,
            Parameters = [new("name", TypeShape.String), new("default", TypeShape.Any)],
            Result = TypeShape.Any,
            Summary = "An environment variable of the process that runs the workflow; the default, or null, when it is not set.",
            Example = "env('NO_SUCH_VARIABLE', 'none')", ExampleResult = "\"none\"",
            Body = static arguments => arguments.Environment.Variables(arguments.Text(0)) is { } value
                ? Value.From(value)
                : arguments.Count > 1 ? arguments[1] : Value.Null,
        },
    ];

    static Value Decode(Arguments arguments)
    {
        var text = arguments.Text(0);
        try
        {
            return Value.From(StrictUtf8.GetString(Convert.FromBase64String(text)));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw arguments.Error("the text is not Base64 of UTF-8 text", 0);
        }
    }
}
