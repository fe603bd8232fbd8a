using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.Stub;

/// <summary>Says bytes to a stub server, and runs programs against it.</summary>
static class StubConversation
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A connection on which this has been said.</summary>
    public static async Task<TcpClient> SayAsync(StubServer server, string bytes)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Cancel);
        await client.Client.SendAsync(Encoding.Latin1.GetBytes(bytes), Cancel);
        return client;
    }

    /// <summary>All that the server says to a request until it closes the connection.</summary>
    public static async Task<string> AnswerAsync(StubServer server, string bytes)
    {
        using var client = await SayAsync(server, bytes);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await reader.ReadToEndAsync(Cancel);
    }

    public static Task<string> GetAsync(StubServer server, string path = "/") =>
        AnswerAsync(server, $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    /// <summary>Runs a program to its end; its exit code and what it wrote.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(string program, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(PeerProcess.Require(program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
