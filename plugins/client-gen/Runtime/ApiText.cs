namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Answers that are text.</summary>
public sealed partial class ApiConnection
{
    /// <summary>Sends, and reads the text of the answer: plain, XML or whatever it is.</summary>
    public async Task<string> TextAsync(ApiRequest request, CancellationToken cancel)
    {
        using var response = await AnswerAsync(request, cancel).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
    }
}

/// <summary>Bodies that are text.</summary>
public sealed partial class ApiRequest
{
    /// <summary>Sets the body to text, in UTF-8.</summary>
    public ApiRequest Text(string? text, string type) => text is null ? this : Body(new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)), type);
}
