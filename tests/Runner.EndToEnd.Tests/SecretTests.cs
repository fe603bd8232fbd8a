using System.Text;
using System.Text.Json;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

public sealed class SecretTests : IDisposable
{
    const string Token = "s3cr\"et w\\örd/+&=%?#";

    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    static IEnumerable<string> Forms
    {
        get
        {
            var bytes = Encoding.UTF8.GetBytes(Token);
            yield return Token;
            yield return Convert.ToBase64String(bytes);
            yield return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            yield return Uri.EscapeDataString(Token);
            yield return Uri.EscapeDataString(Token).Replace("%20", "+", StringComparison.Ordinal);
            yield return JsonSerializer.Serialize(Token).Trim('"');
            yield return Token.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            yield return Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Token}"));
        }
    }

    [Theory]
    [InlineData("pretty")]
    [InlineData("plain")]
    [InlineData("json")]
    public async Task A_secret_that_a_server_echoes_in_every_form_is_shown_in_none(string log)
    {
        // The server sends back what it got and all that can be made of it.
        await using var peer = new Peer(async (head, stream, cancel) =>
        {
            var body = JsonSerializer.Serialize(new { head, forms = Forms, nested = new Dictionary<string, string> { [Token] = "name" } });
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Peer.Answer(body, $"X-Echo: {Uri.EscapeDataString(Token)}\r\nContent-Type: application/json\r\n")), cancel);
        });
        here.With("TOKEN", Token).Write("check.yaml", $$$"""
            name: with ${{ 'a' }}
            secrets: [TOKEN]
            env: { URL: "http://127.0.0.1:{{{peer.Port}}}" }
            steps:
              - id: bearer
                name: ask with ${{ secrets.TOKEN }}
                uses: http.get
                with: { url: "${{ env.URL }}/", query: { t: "${{ secrets.TOKEN }}" }, auth: { basic: { username: ada, password: "${{ secrets.TOKEN }}" } } }
                outputs: { echoed: "${{ result.json.forms[0] }}" }
              - id: fails
                uses: http.post
                with: { url: "${{ env.URL }}/", json: { t: "${{ secrets.TOKEN }}" } }
                retry: { attempts: 2, delay: 1ms, until: "result.json.forms[0] == ''" }
                expect: result.json.forms[1] == 'other' && result.body == steps.bearer.outputs.echoed
            """.Replace("with ${{ 'a' }}", "with a secret", StringComparison.Ordinal));

        var ended = await here.RunAsync("run", "check.yaml", "--log", log, "--log-file", "run.log");

        ended.ExitCode.ShouldBe(1, ended.Out + ended.Error);
        var file = await File.ReadAllTextAsync(here["run.log"], TestContext.Current.CancellationToken);
        foreach (var form in Forms)
        {
            foreach (var text in new[] { ended.Out, ended.Error, file }) text.ShouldNotContain(form, Case.Sensitive);
            foreach (var text in Ended.EventsOf(file).SelectMany(TextsOf)) text.ShouldNotContain(form, Case.Sensitive);
        }

        file.ShouldContain("***");
        ended.Out.ShouldContain("ask with ***");
    }

    /// <summary>Every text and name in a line, its escapes undone.</summary>
    static IEnumerable<string> TextsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(field => TextsOf(field.Value).Prepend(field.Name)),
        _ => [],
    };
}
