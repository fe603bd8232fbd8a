namespace Runner.Benchmarks.Throughput;

/// <summary>The yardstick: HttpClient, reading the body as text.</summary>
sealed class BareLoop(string url) : IDisposable
{
    readonly HttpClient http = new();

    public async Task GetAsync()
    {
        using var response = await http.GetAsync(url);
        var body = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != 200 || body.Length == 0) throw new InvalidOperationException("The server did not answer.");
    }

    public void Dispose() => http.Dispose();
}
