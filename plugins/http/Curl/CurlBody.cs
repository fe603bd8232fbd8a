using System.Text;
using System.Text.Unicode;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The options of a curl command that say what it sends.</summary>
static class CurlBody
{
    /// <summary>The type that curl itself gives to data.</summary>
    internal const string OwnType = "application/x-www-form-urlencoded";

    /// <param name="line">Where to.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="isBinary">Whether it was given as bytes, which go over the standard input: there a secret is known by its base64 too.</param>
    /// <param name="method">The method.</param>
    /// <param name="url">The URL.</param>
    /// <param name="context">Masks what is secret by its name.</param>
    internal static void Add(CurlLine line, HttpBody body, bool isBinary, string method, string url, ActionContext context)
    {
        if (body.Fields is { } fields)
        {
            SecretNames.MaskParts(fields, context);
            CurlForm.Add(line, fields);
        }
        else if (body.File is { } file)
        {
            if (IsUpload(body, method, url)) line.Add("-T", file);
            else line.Add("--data-binary", $"@{file}");
        }
        else if (!isBinary && CurlLine.TextOf(body.Bytes) is { } text)
        {
            SecretNames.MaskBody(body.ContentType, text, context);
            line.Add("--data-raw", text);
        }
        else
        {
            if (!isBinary && Utf8.IsValid(body.Bytes.Span)) SecretNames.MaskBody(body.ContentType, Encoding.UTF8.GetString(body.Bytes.Span), context);
            line.Input = body.Bytes;
            line.Add("--data-binary", "@-");
        }
    }

    /// <summary>Whether the body goes as curl's -T has it: streamed, with PUT. After a slash it would add the file's name to the URL.</summary>
    internal static bool IsUpload(HttpBody body, string method, string url) => body.File is not null && method == "PUT" && !url.EndsWith('/');
}
