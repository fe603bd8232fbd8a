using System.Net.Sockets;

namespace Runner.Plugins.Scan.Services;

/// <summary>The questions to one port of TCP, from the first connection to a name.</summary>
sealed class PortDetection(ProbeTable table, ServiceScanOptions options, PortTarget target, CancellationToken cancel)
{
    /// <summary>How many connections a port gets at a time, once the first has not told.</summary>
    const int AtOnce = 4;

    /// <summary>How much of an answer is taken, and of one of HTTP, and how much of it patterns see.</summary>
    const int MaxAnswer = 16 * 1024, MaxPage = 96 * 1024, MaxMatched = 16 * 1024;

    readonly TlsContact contact = new(target, options.Tls, options.AnswerWait + options.AnswerWait, options.Time);
    bool triedTls;
    int failures, closings;

    /// <summary>What has been found so far.</summary>
    internal PortFinding Finding { get; } = new();

    /// <summary>Whether the first connection was made.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>What connecting came to, when it failed.</summary>
    internal SocketError Failure { get; private set; }

    /// <summary>A peer that takes no connection any more, or closes them all before it is asked anything, is asked nothing more.</summary>
    bool HasGoneAway => failures >= 2 || closings >= 2;

    /// <summary>Asks until there is a name, or nothing left to ask.</summary>
    internal async ValueTask RunAsync()
    {
        if (table.IsUsuallyTls(target.Port) && await TryTlsAsync().ConfigureAwait(false)) return;
        if (!HasGoneAway) await AskAsync(isSecure: false).ConfigureAwait(false);
    }

    /// <summary>Asks inside of TLS, when the port speaks it; whether it does.</summary>
    async ValueTask<bool> TryTlsAsync()
    {
        triedTls = true;
        if (await contact.TryOpenAsync(cancel).ConfigureAwait(false) is not { } talk) return false;
        IsOpen = true;
        Finding.StartOver();
        Finding.Tls = talk.Facts;
        if (talk.Stream is null) return true;
        (failures, closings) = (0, 0);
        await AskAsync(isSecure: true, new Conversation(talk.Stream)).ConfigureAwait(false);
        return true;
    }

    async ValueTask AskAsync(bool isSecure, Conversation? first = null)
    {
        var probes = table.For(TransportProtocol.Tcp, target.Port, options.MaxRarity).Where(probe => probe != table.Greeting).ToList();
        var expectsTls = await AskFirstAsync(probes, isSecure, first).ConfigureAwait(false);
        if (!Finding.IsNamed && Finding.Then is null && !HasGoneAway)
        {
            if (!isSecure && !triedTls && await TryTlsAsync().ConfigureAwait(false)) return;
            if (!expectsTls) await AskOthersAsync(probes, isSecure).ConfigureAwait(false);
        }
        await AskFurtherAsync(isSecure).ConfigureAwait(false);
    }

    /// <summary>The first connection: the greeting, and the likeliest question. Whether the answer was that TLS is expected.</summary>
    async ValueTask<bool> AskFirstAsync(List<ServiceProbe> probes, bool isSecure, Conversation? first)
    {
        var conversation = first ?? await OpenAsync(isSecure).ConfigureAwait(false);
        if (conversation is null) return false;
        await using var closing = conversation.ConfigureAwait(false);
        var likeliest = probes.Count > 0 ? probes[0] : null;
        var wait = table.Greeting.IsUsualOn(target.Port) ? options.AnswerWait + options.AnswerWait
            : likeliest?.IsUsualOn(target.Port) == true ? TimeSpan.Zero
            : options.GreetingWait;
        if (wait > TimeSpan.Zero)
        {
            var greeting = await ListenAsync(conversation, table.Greeting, wait).ConfigureAwait(false);
            if (greeting.Text.Length > 0) return Judge(table.Greeting, greeting.Text);
            if (greeting.HasEnded) closings++;
            if (greeting.HasEnded) return false;
        }
        if (likeliest is null) return false;
        probes.RemoveAt(0);
        return await AskAsync(conversation, likeliest).ConfigureAwait(false);
    }

    /// <summary>The other questions, each on a connection of its own.</summary>
    async ValueTask AskOthersAsync(List<ServiceProbe> probes, bool isSecure)
    {
        using var named = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await Parallel.ForEachAsync(probes, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = named.Token }, async (probe, _) =>
            {
                if (Finding.IsNamed || HasGoneAway) return;
                if (await OpenAsync(isSecure).ConfigureAwait(false) is not { } conversation) return;
                await using var closing = conversation.ConfigureAwait(false);
                await AskAsync(conversation, probe).ConfigureAwait(false);
                if (Finding.IsNamed) await named.CancelAsync().ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // There is a name: what was still to be asked need not be.
        }
    }

    /// <summary>What a pattern says tells more of such a peer.</summary>
    async ValueTask AskFurtherAsync(bool isSecure)
    {
        for (var asked = 0; asked < 2 && Finding.Then is { } then; asked++)
        {
            var probe = table.Find(TransportProtocol.Tcp, then)!;
            if (await OpenAsync(isSecure).ConfigureAwait(false) is not { } conversation) return;
            await using var closing = conversation.ConfigureAwait(false);
            if (!await conversation.TrySendAsync(PayloadOf(probe), options.AnswerWait, cancel).ConfigureAwait(false)) return;
            var answer = await ListenAsync(conversation, probe, options.AnswerWait + options.AnswerWait).ConfigureAwait(false);
            if (ProbeTable.MatchOwn(probe, Matched(answer.Text)) is not { Pattern.Service: not PortFinding.ExpectsTls } found) return;
            Finding.Refined(found);
        }
    }

    async ValueTask<bool> AskAsync(Conversation conversation, ServiceProbe probe)
    {
        var payload = PayloadOf(probe);
        if (!await conversation.TrySendAsync(payload, options.AnswerWait, cancel).ConfigureAwait(false)) return false;
        var answer = await ListenAsync(conversation, probe, options.AnswerWait).ConfigureAwait(false);
        return answer.Text.Length > 0 && Judge(probe, answer.Text, payload);
    }

    /// <summary>Takes an answer; whether it was that TLS is expected.</summary>
    bool Judge(ServiceProbe probe, string text, byte[]? sent = null)
    {
        Finding.Heard(text);
        if (sent is not null && EchoService.IsEcho(sent, text)) Finding.Understood(EchoService.Match, text);
        else if (table.Match(probe, Matched(text)) is { } match)
        {
            if (match.Pattern.Service == PortFinding.ExpectsTls) return true;
            Finding.Understood(match, text);
        }
        return false;
    }

    ValueTask<Answer> ListenAsync(Conversation conversation, ServiceProbe probe, TimeSpan wait) =>
        conversation.ListenAsync(wait, probe.IsHttp ? MaxPage : MaxAnswer, text =>
        {
            if (probe.IsHttp && HttpReply.Is(text)) return HttpReply.IsWhole(text) ? Listening.Enough : Listening.ForMore;
            return table.Match(probe, Matched(text)) is not { } match ? Listening.ForAWhile
                : match.Version is not null || match.Pattern.Then is not null ? Listening.Enough
                : Listening.ForALittle;
        }, cancel);

    byte[] PayloadOf(ServiceProbe probe) => probe.Payload!.For(target.UrlHost, target.Port);

    static string Matched(string text) => text.Length > MaxMatched ? text[..MaxMatched] : text;

    async ValueTask<Conversation?> OpenAsync(bool isSecure)
    {
        if (isSecure)
        {
            if (await contact.TryReopenAsync(cancel).ConfigureAwait(false) is { } tls) return new(tls);
            Interlocked.Increment(ref failures);
            return null;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.AnswerWait + options.AnswerWait);
        var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.EndPoint, limit.Token).ConfigureAwait(false);
            IsOpen = true;
            return new(new NetworkStream(socket, ownsSocket: true));
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is OperationCanceledException && cancel.IsCancellationRequested) throw;
            if (failure is not (SocketException or OperationCanceledException)) throw;
            Failure = failure is SocketException { SocketErrorCode: var code } ? code : SocketError.TimedOut;
            Interlocked.Increment(ref failures);
            if (!IsOpen) failures = 2; // the first one is proof enough
            return null;
        }
    }
}
