using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Fields as a multipart/form-data body writes them (RFC 7578; names as the HTML Standard escapes them).</summary>
static class MultipartBody
{
    /// <summary>The pieces of the body, its length where all parts know theirs, and its media type.</summary>
    internal static (IReadOnlyList<Func<Stream>> Pieces, long? Length, string ContentType) Of(IEnumerable<MultipartField> fields)
    {
        // 128 random bits: no content that was written before can have it inside.
        var boundary = "runner-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var pieces = new List<Func<Stream>>();
        long? length = 0;
        foreach (var field in fields)
        {
            Add(Encoding.UTF8.GetBytes(Head(field, boundary)));
            pieces.Add(field.Open);
            length += field.Length;
            Add("\r\n"u8.ToArray());
        }
        Add(Encoding.UTF8.GetBytes($"--{boundary}--\r\n"));
        return (pieces, length, $"multipart/form-data; boundary={boundary}");

        void Add(byte[] bytes)
        {
            pieces.Add(() => HttpBody.Reader(bytes));
            length += bytes.Length;
        }
    }

    static string Head(MultipartField field, string boundary)
    {
        var head = new StringBuilder($"--{boundary}\r\nContent-Disposition: form-data; name=\"{Escape(field.Name)}\"");
        if (field.FileName is { } file) head.Append("; filename=\"").Append(Escape(file)).Append('"');
        if (field.ContentType is { } type) head.Append("\r\nContent-Type: ").Append(type);
        return head.Append("\r\n\r\n").ToString();
    }

    /// <summary>Other characters go as UTF-8; RFC 7578 forbids the <c>filename*</c> of RFC 5987 here.</summary>
    static string Escape(string text) => text
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);
}
