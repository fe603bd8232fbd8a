using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>The ready workflow for WebSockets, against a server that nobody here wrote.</summary>
public sealed class WebSocketEchoTests
{
    static readonly string Workflow = Repository.PathOf("workflows/websocket-echo.yaml");

    [Fact]
    public async Task Ready_workflow_is_valid_and_passes_against_an_echo_server()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port, "compression=deflate");
        using var here = new Workplace();

        var valid = await here.RunAsync("validate", Workflow);
        valid.ExitCode.ShouldBe(0, valid.Out + valid.Error);
        var ran = await here.RunAsync("run", Workflow, "--input", $"url=ws://127.0.0.1:{port}/echo", "--input", "within=20000");

        ran.ExitCode.ShouldBe(0, ran.Out + ran.Error);
    }

    [Fact]
    public async Task Ready_workflow_fails_with_a_clear_word_when_the_server_does_not_echo()
    {
        var port = PeerProcess.FreePort();
        await using var peer = await PeerScript.PythonWebSocketsAsync(port);
        using var here = new Workplace();

        var ran = await here.RunAsync("run", Workflow, "--input", $"url=ws://127.0.0.1:{port}/close/1013/later");

        ran.ExitCode.ShouldBe(3);
        (ran.Out + ran.Error).ShouldContain("closed the WebSocket with 1013 (try again later): \"later\".");
    }
}
