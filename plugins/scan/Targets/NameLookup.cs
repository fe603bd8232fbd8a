using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Targets;

/// <summary>Looks many names up at once, each for a bounded time.</summary>
static class NameLookup
{
    /// <summary>How many are looked up at once: enough to hide what a resolver takes, few enough not to be taken for an attack by it.</summary>
    const int AtOnce = 32;

    /// <summary>The addresses of each name, in its place, or why there are none.</summary>
    public static async Task<LookedUp[]> FindAsync(IReadOnlyList<string> names, TimeSpan timeout, CancellationToken cancel)
    {
        var found = new LookedUp[names.Count];
        using var slots = new SemaphoreSlim(AtOnce);
        var running = new Task[names.Count];
        for (var i = 0; i < running.Length; i++) running[i] = FindAsync(i);
        await Task.WhenAll(running).ConfigureAwait(false);
        return found;

        async Task FindAsync(int index)
        {
            await slots.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                found[index] = await LookUpAsync(names[index], timeout, cancel).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    static async Task<LookedUp> LookUpAsync(string name, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            // The system's resolver blocks its thread. On one of the pool's the lookups would wait for each other, and count that as their own time.
            var lookup = Task.Factory.StartNew(
                static name => System.Net.Dns.GetHostAddresses((string)name!), name, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            var addresses = await lookup.WaitAsync(timeout, cancel).ConfigureAwait(false);
            return addresses.Length > 0 ? new(addresses, null) : new([], "the name exists but has no address");
        }
        catch (SocketException cause)
        {
            return new([], Words.Resolution(cause.SocketErrorCode));
        }
        catch (ArgumentException)
        {
            return new([], "it is no valid host name");
        }
        catch (TimeoutException)
        {
            return new([], $"the resolver did not answer within {Words.Duration(timeout)}");
        }
    }
}

/// <summary>What a resolver said.</summary>
/// <param name="Addresses">The addresses, in the resolver's order; empty when there are none.</param>
/// <param name="Reason">Why there are none.</param>
readonly record struct LookedUp(IPAddress[] Addresses, string? Reason);
