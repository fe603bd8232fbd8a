using System.Runtime.CompilerServices;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// A stream of server-sent events (HTML Standard, section 9.2), which connects again when it breaks, and then tells the server
/// the last event's id. Made by <see cref="HttpSessionStreams.Events"/>; read it once.
/// </summary>
public sealed class EventStream
{
    const int Piece = 16 * 1024;

    /// <summary>The shortest wait before connecting again: a server that asks for none (<c>retry: 0</c>) would be stormed.</summary>
    static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(100);

    readonly HttpSession session;
    readonly HttpCall call;
    readonly EventStreamOptions options;
    TimeSpan delay;

    internal EventStream(HttpSession session, HttpCall call, EventStreamOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxReconnects, nameof(EventStreamOptions.MaxReconnects));
        this.session = session;
        this.call = call;
        this.options = options;
        delay = options.ReconnectDelay;
        LastEventId = options.LastEventId ?? "";
    }

    /// <summary>How many times it has connected again.</summary>
    public int Reconnects { get; private set; }

    /// <summary>The id that the server last gave to an event; empty for none.</summary>
    public string LastEventId { get; private set; }

    /// <summary>The URL that answers; empty before the first answer.</summary>
    public string Url { get; private set; } = "";

    /// <summary>
    /// The events as they come, until the server says with 204 that there will be no more, or
    /// <see cref="EventStreamOptions.MaxReconnects"/> is reached.
    /// </summary>
    /// <exception cref="NetworkException">No first connection, or too many broken ones in a row; see <see cref="HttpSession.SendAsync"/>.</exception>
    /// <exception cref="HttpException">The answer is an error.</exception>
    /// <exception cref="RateLimitedException">The answer is 429.</exception>
    /// <exception cref="ProtocolException">The answer is no stream of events, or an event is too large.</exception>
    public async IAsyncEnumerable<ServerSentEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancel = default)
    {
        var events = new Queue<ServerSentEvent>();
        var buffer = new byte[Piece];
        for (var inARow = 0; ; inARow++)
        {
            NetworkException? broken = null;
            StreamedResponse? response = null;
            try
            {
                response = await ConnectAsync(cancel).ConfigureAwait(false);
            }
            catch (NetworkException cause) when (cause.IsTransient && Url.Length > 0)
            {
                broken = cause;
            }
            if (response is not null)
            {
                await using (response.ConfigureAwait(false))
                {
                    if (response.Status == 204) yield break;
                    var parser = new EventParser(LastEventId, options.MaxEventSize);
                    while (true)
                    {
                        var more = false;
                        try
                        {
                            more = await FeedAsync(response, parser, events, buffer, cancel).ConfigureAwait(false);
                        }
                        catch (NetworkException cause) when (cause.IsTransient)
                        {
                            broken = cause;
                        }
                        if (events.Count > 0) inARow = 0;
                        while (events.TryDequeue(out var next)) yield return next;
                        if (!more) break;
                    }
                }
            }

            if (inARow >= options.MaxReconnects)
            {
                if (broken is not null) throw broken;
                yield break;
            }
            var wait = broken?.RetryAfter is { } asked && asked > delay ? asked : delay;
            if (wait < ShortestDelay) wait = ShortestDelay;
            await Task.Delay(wait, options.Time, cancel).ConfigureAwait(false);
            Reconnects++;
        }
    }

    /// <summary>The headers of a request for a stream that goes on after an event; an empty id for one from the start.</summary>
    internal static Dictionary<string, string> Headers(IReadOnlyDictionary<string, string>? given, string lastEventId)
    {
        var headers = given is null ? new(StringComparer.OrdinalIgnoreCase) : new Dictionary<string, string>(given, StringComparer.OrdinalIgnoreCase);
        headers.TryAdd("Accept", "text/event-stream");
        headers.TryAdd("Cache-Control", "no-store");
        if (lastEventId.Length > 0) headers["Last-Event-ID"] = lastEventId;
        return headers;
    }

    async ValueTask<StreamedResponse> ConnectAsync(CancellationToken cancel)
    {
        var response = await session.OpenAsync(call with { Headers = Headers(call.Headers, LastEventId) }, cancel).ConfigureAwait(false);
        if (response.Status == 204 || (response.Status == 200 && IsEventStream(response)))
        {
            Url = response.Url;
            return response;
        }
        var answer = await response.EndAsync().ConfigureAwait(false);
        throw answer.Status switch
        {
            200 => new ProtocolException(
                answer.Url, $"{answer.Url} did not answer with a stream of events: its Content-Type is {answer.ContentType ?? "missing"}, not text/event-stream.")
            {
                Status = 200,
            },
            429 => new RateLimitedException(answer.Url, $"{answer.Url} answered 429 {answer.Reason}.")
            {
                Status = 429, RetryAfter = answer.RetryAfter, Help = ExchangeErrors.RateLimitedHelp(answer.RetryAfter),
            },
            _ => new HttpException(answer.Url, $"{answer.Url} answered {answer.Status} {answer.Reason}, and not with a stream of events.")
            {
                Status = answer.Status,
                IsTransient = answer.Status >= 500,
                RetryAfter = answer.RetryAfter,
            },
        };
    }

    /// <summary>Reads what comes next; false at the stream's end.</summary>
    async ValueTask<bool> FeedAsync(
        StreamedResponse response, EventParser parser, Queue<ServerSentEvent> events, byte[] buffer, CancellationToken cancel)
    {
        var body = await response.OpenBodyAsync(cancel).ConfigureAwait(false);
        var count = await body.ReadAsync(buffer, cancel).ConfigureAwait(false);
        try
        {
            parser.Feed(buffer.AsSpan(0, count), (id, name, data) => events.Enqueue(new(id, name, data, Url)));
        }
        catch (InvalidDataException cause)
        {
            throw new ProtocolException(Url, $"An event of {Url} is larger than the limit of {Words.Bytes(options.MaxEventSize)}.", cause) { Status = 200 };
        }
        LastEventId = parser.LastEventId;
        delay = parser.Retry ?? delay;
        return count > 0;
    }

    static bool IsEventStream(StreamedResponse response) =>
        response.Headers.TryGetValue("Content-Type", out var type)
        && type.AsSpan().TrimStart().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
