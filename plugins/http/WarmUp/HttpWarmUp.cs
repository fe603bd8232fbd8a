using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Makes one request of the plugin to itself, over loopback: from then on, the code that every request runs through is
/// compiled. The runtime leaves most of it to the JIT, and a first request would wait 40 ms for it.
/// </summary>
public sealed class HttpWarmUp : IWarmUp
{
    /// <inheritdoc/>
    public void WarmUp() => RehearseAsync().GetAwaiter().GetResult();

    static async Task RehearseAsync()
    {
        await using var server = StubServer.Start([new() { Path = "/", Body = "{}" }]);
        await using var session = new HttpSession();
        var response = await session.GetAsync(server.Url).ConfigureAwait(false);
        _ = response.Json;
    }
}
