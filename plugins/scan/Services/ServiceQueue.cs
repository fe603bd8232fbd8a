using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Services;

/// <summary>An open port that waits to be asked.</summary>
/// <param name="Address">The host.</param>
/// <param name="Name">The name that it was given by; null when there is none.</param>
/// <param name="Port">The port.</param>
/// <param name="Protocol">Of TCP or of UDP.</param>
readonly record struct OpenPort(ScanAddress Address, string? Name, int Port, TransportProtocol Protocol);

/// <summary>Asks many ports, as they are found, so many at a time.</summary>
static class ServiceQueue
{
    /// <summary>Asks ports and gives what answers, in the order in which it is known.</summary>
    /// <param name="detector">Asks.</param>
    /// <param name="ports">The ports; they may still be searched for.</param>
    /// <param name="maxParallel">How many are asked at a time; so many more are taken in advance.</param>
    /// <param name="cancel">Gives up.</param>
    internal static async IAsyncEnumerable<(OpenPort Port, ScannedService Service)> AskAsync(
        IServiceDetector detector, IAsyncEnumerable<OpenPort> ports, int maxParallel, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Bounded: who takes the answers slowly slows the asking down.
        var answers = Channel.CreateBounded<(OpenPort, ScannedService)>(new BoundedChannelOptions(maxParallel) { SingleReader = true });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asking = AskAllAsync();
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(cancel).ConfigureAwait(false)) yield return answer;
        }
        finally
        {
            // A reader who stops early stops the asking too.
            await ending.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await asking.ConfigureAwait(false);

        async Task AskAllAsync()
        {
            try
            {
                await Parallel.ForEachAsync(ports, new ParallelOptions { MaxDegreeOfParallelism = maxParallel, CancellationToken = ending.Token }, async (port, token) =>
                {
                    var service = await detector.DetectAsync(port.Address.ToIPAddress(), port.Name, port.Port, port.Protocol, token).ConfigureAwait(false);
                    await answers.Writer.WriteAsync((port, service), token).ConfigureAwait(false);
                }).ConfigureAwait(false);
                answers.Writer.Complete();
            }
            catch (Exception failure)
            {
                answers.Writer.Complete(failure);
                throw;
            }
        }
    }
}
