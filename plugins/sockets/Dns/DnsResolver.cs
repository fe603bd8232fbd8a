using System.Diagnostics;
using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Asks DNS servers, past the system's resolver and its caches (RFC 1035; EDNS, RFC 6891; TCP, RFC 7766). Answers are
/// checked against forgery: a random number, random capitals in the name, a socket of its own for each question (RFC 5452).
/// </summary>
/// <example><code>
/// var answer = await new DnsResolver(new() { Servers = ["192.0.2.53"] }).LookupAsync("example.com", [DnsRecordType.MX]);
/// foreach (var record in answer.EnsureFound().Records) Console.WriteLine(record.Value);
/// </code></example>
/// <param name="options">Whom to ask, and how; null for the servers of the system.</param>
public sealed class DnsResolver(DnsResolverOptions? options = null)
{
    readonly DnsResolverOptions options = options ?? new();

    /// <summary>Asks for records of a name. That there is no such name is an answer, not an exception: see <see cref="DnsAnswer.Rcode"/>.</summary>
    /// <param name="name">The name, from its first label to its last: none of the system's search domains is tried. Or an address, to ask for its name.</param>
    /// <param name="types">The types, asked for at the same time. Null or empty for A and AAAA; of an address PTR.</param>
    /// <param name="cancel">Ends the lookup.</param>
    /// <exception cref="NetworkTimeoutException">No server answered in time.</exception>
    /// <exception cref="ConnectionFailedException">The server's machine says that there is no server.</exception>
    /// <exception cref="ProtocolException">What came is no answer.</exception>
    /// <exception cref="DnsResolutionException">A server was given by a name that the system cannot resolve.</exception>
    /// <exception cref="NetworkPolicyException">The policy of the options forbids to ask a server.</exception>
    /// <exception cref="ActionInputException">The name, or a server, is malformed.</exception>
    public async Task<DnsAnswer> LookupAsync(string name, IReadOnlyList<DnsRecordType>? types = null, CancellationToken cancel = default)
    {
        var started = Stopwatch.GetTimestamp();
        TimeLimit.Checked(options.Timeout, "timeout");
        InputRules.Between(options.Tries, 1, 20, "tries");
        var asked = types is { Count: > 0 } ? types.Distinct().ToArray() : null;
        if (IPAddress.TryParse(name, out var address) && (asked is null || asked is [DnsRecordType.PTR]))
        {
            name = DnsName.Reverse(address);
            asked = [DnsRecordType.PTR];
        }
        asked ??= [DnsRecordType.A, DnsRecordType.AAAA];
        var labels = DnsName.Encode(name);
        var servers = await ServersAsync(cancel).ConfigureAwait(false);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var asking = Array.ConvertAll(asked, type => AskAsync(new DnsQuestion(labels, type, options.Recurse), servers, failed.Token));
        try
        {
            // One failure is all of them: the others would only be waited for.
            await foreach (var done in Task.WhenEach(asking).WithCancellation(cancel).ConfigureAwait(false)) await done.ConfigureAwait(false);
        }
        catch
        {
            await failed.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(asking).ContinueWith(static all => _ = all.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
            throw;
        }
        return Together(name.Trim(), NameOf(labels), asked, [.. asking.Select(each => each.Result)], Stopwatch.GetElapsedTime(started));
    }

    async ValueTask<IReadOnlyList<IPEndPoint>> ServersAsync(CancellationToken cancel)
    {
        if (options.Servers.Count == 0) return OfSystem();
        var servers = new List<IPEndPoint>();
        foreach (var server in options.Servers)
        {
            if (server == DnsServers.System) servers.AddRange(OfSystem());
            else servers.Add(await DnsServers.ResolveAsync(server, options.Network, cancel).ConfigureAwait(false));
        }
        return servers;
    }

    /// <summary>The servers of the system: to ask them by name resolution is the system's matter, to ask them here is ours.</summary>
    IReadOnlyList<IPEndPoint> OfSystem()
    {
        var servers = DnsServers.OfSystem();
        foreach (var server in servers) options.Network.Check(server.Address, null, Words.Server(server));
        return servers;
    }

    /// <summary>Asks one server after the other, and each again when it was silent. What a server could not find out, the next may know.</summary>
    async Task<Reply> AskAsync(DnsQuestion question, IReadOnlyList<IPEndPoint> servers, CancellationToken cancel)
    {
        NetworkException? failure = null;
        Reply? unhelpful = null;
        for (var round = 0; round < options.Tries && unhelpful is null; round++)
        {
            failure = null;
            var silent = false;
            foreach (var server in servers)
            {
                try
                {
                    var exchange = new DnsExchange(server, options.Timeout, options.Time);
                    var (response, byTcp) = await exchange.AskAsync(question.Again(), options.Transport, cancel).ConfigureAwait(false);
                    var reply = new Reply(response, Words.Server(server), byTcp);
                    if (DnsRcodes.Of(response.Code) is not ("SERVFAIL" or "REFUSED" or "NOTIMP")) return reply;
                    unhelpful ??= reply;
                }
                catch (NetworkException e)
                {
                    failure ??= e;
                    silent |= e is NetworkTimeoutException or { InnerException: DnsFormatException { WaitedOut: true } };
                }
            }
            if (!silent) break;
        }
        return unhelpful ?? throw failure!;
    }

    /// <summary>A name as records have it.</summary>
    static string NameOf(byte[] labels)
    {
        var at = 0;
        return DnsName.Read(labels, ref at);
    }

    /// <summary>The records of an answer that are about the name, or about what its aliases (CNAME, RFC 1034, section 3.6.2) lead to. Of a DNAME the server makes a CNAME (RFC 6672).</summary>
    static IEnumerable<DnsRecord> About(string owner, IReadOnlyList<DnsRecord> records)
    {
        var chain = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (string? next = owner; next is not null && chain.Add(next);)
            next = records.FirstOrDefault(record => record.Type == "CNAME" && record.Name.Equals(next, StringComparison.OrdinalIgnoreCase))?.Target;
        return records.Where(record => chain.Contains(record.Name));
    }

    static DnsAnswer Together(string name, string owner, DnsRecordType[] types, Reply[] replies, TimeSpan elapsed)
    {
        var worst = Array.Find(replies, reply => reply.Response.Code != 0) ?? replies[0];
        var wanted = types.Select(type => type.ToString()).ToHashSet(StringComparer.Ordinal);
        // Each type's answer tells the same aliases on its way.
        var records = replies.SelectMany(reply => reply.Response.Records).DistinctBy(record => (record.Name, record.Type, record.Value)).ToList();
        var about = replies.SelectMany(reply => About(owner, reply.Response.Records)).DistinctBy(record => (record.Name, record.Type, record.Value)).ToList();
        return new()
        {
            Name = name,
            Rcode = DnsRcodes.Of(worst.Response.Code),
            Records = records,
            Authority = [.. replies.SelectMany(reply => reply.Response.Authority).DistinctBy(record => (record.Name, record.Type, record.Value))],
            Addresses = [.. about.Where(record => record.Address is not null).Select(record => record.Address!)],
            Values = [.. about.Where(record => wanted.Contains(record.Type)).Select(record => record.Value)],
            Authoritative = Array.TrueForAll(replies, reply => reply.Response.Authoritative),
            Truncated = Array.Exists(replies, reply => reply.Response.Truncated),
            RecursionAvailable = Array.TrueForAll(replies, reply => reply.Response.RecursionAvailable),
            AuthenticData = Array.TrueForAll(replies, reply => reply.Response.AuthenticData),
            Server = worst.Server,
            Transport = Array.Exists(replies, reply => reply.ByTcp) ? "tcp" : "udp",
            Elapsed = elapsed,
        };
    }

    sealed record Reply(DnsResponse Response, string Server, bool ByTcp);
}
