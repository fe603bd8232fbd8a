using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Fetches documents for actions: connections are opened as the network policy allows.</summary>
static class DocumentFetching
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>What fetches; the caller disposes of it.</summary>
    public static HttpClient For(NetworkPolicy network)
    {
        var handler = new SocketsHttpHandler
        {
            // Through a proxy the policy would judge the proxy.
            UseProxy = network.IsOpen,
            ConnectCallback = async (context, cancel) =>
            {
                var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
                return (await Dialer.OpenAsync(new(host, port, $"{host}:{port}") { Dialing = new() { Network = network } }, null, cancel).ConfigureAwait(false)).Stream;
            },
        };
        return new HttpClient(handler) { Timeout = Limit };
    }

    /// <summary>Reads a document that an input names.</summary>
    /// <exception cref="ActionInputException">It cannot be used.</exception>
    public static async ValueTask<ReadApi> ReadAsync(string document, string input, bool isLenient, ActionContext context, CancellationToken cancel)
    {
        using var http = For(context.Network);
        try
        {
            return await ApiReader.ReadAsync(document, context.BaseDirectory, new(http, ReadingLimits.Default), isLenient, cancel).ConfigureAwait(false);
        }
        catch (ApiDocumentException e)
        {
            throw Unusable(e, input);
        }
    }

    /// <summary>A document that cannot be used, as an input that is wrong.</summary>
    public static ActionInputException Unusable(ApiDocumentException e, string input) =>
        new(input, e.Problems.Count == 1 ? $"`{input}`: {e.Message}" : $"`{input}` cannot be used:\n{e.Message}", e);
}
