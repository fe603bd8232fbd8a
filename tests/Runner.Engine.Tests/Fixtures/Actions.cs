using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests.Fixtures;

/// <summary>Does what the test has said that a peer does.</summary>
[Action("test.call", Idempotent = true)]
public sealed record Call : IAction<Answer>
{
    public string Peer { get; init; } = "peer";

    [Secret] public string? Password { get; init; }

    [Secret] public int? Pin { get; init; }

    public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel) => Bench.Current.Peer(Peer)(new(this, context, cancel));
}

/// <summary>The same, where twice is not as good as once.</summary>
[Action("test.once")]
public sealed record Once : IAction<Answer>
{
    public string Peer { get; init; } = "peer";

    [Secret] public string? Password { get; init; }

    public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel) => Bench.Current.Peer(Peer)(new(this, context, cancel));
}

/// <summary>The same, judged by an expectation of the action's own.</summary>
[Action("test.judged", DefaultExpect = "result.status < 400")]
public sealed record Judged : IAction<Answer>
{
    public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel) => Bench.Current.Peer("peer")(new(this, context, cancel));
}

/// <summary>Opens a connection.</summary>
[Action("test.open", Opens = typeof(Line))]
public sealed record Open : IAction<Answer>
{
    public string Name { get; init; } = "line";

    public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel)
    {
        context.Open(new Line(Name, Bench.Current));
        return Bench.Current.Peer(Name)(new(this, context, cancel));
    }
}

/// <summary>Opens a connection of another type.</summary>
[Action("test.listen", Opens = typeof(OtherLine))]
public sealed record Listen : IAction<Answer>
{
    public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel)
    {
        context.Open(new OtherLine());
        return new(new Answer(200));
    }
}

/// <summary>Uses a connection that an earlier step has opened.</summary>
[Action("test.use")]
public sealed record Use : IAction<Answer>
{
    public required Line Connection { get; init; }

    public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel) => new(new Answer(200, Connection.Description));
}

public sealed record Line(string Description, Bench Bench) : IConnection
{
    public ValueTask DisposeAsync() => Bench.CloseAsync(Description);
}

public sealed class OtherLine : IConnection
{
    bool closed;

    public string Description => closed ? throw new ObjectDisposedException(nameof(OtherLine)) : "another line";

    public ValueTask DisposeAsync()
    {
        closed = true;
        return default;
    }
}

/// <summary>What a peer is asked.</summary>
public sealed record Question(object Action, ActionContext Context, CancellationToken Cancel);

/// <summary>What a peer answers.</summary>
public sealed record Answer(int Status, string Body = "") : IRetryAdvice
{
    public TimeSpan Took { get; init; } = TimeSpan.FromMilliseconds(1500);

    public ErrorKind? RetryKind { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Cannot be read of every body, as in HTTP.</summary>
    public System.Text.Json.JsonElement Json => Body.StartsWith('{')
        ? System.Text.Json.JsonDocument.Parse(Body).RootElement
        : throw new ProtocolException("peer:1", "the body is not JSON, it is HTML");

    /// <summary>A defect of the plugin.</summary>
    public string Broken => Status < 0 ? "" : throw new InvalidOperationException("the getter is broken");

    /// <summary>Goes in circles.</summary>
    public Answer Self => this;
}

/// <summary>A value that an event had, with its texts and numbers at hand.</summary>
static class ValueExtensions
{
    public static Value At(this Value value, params string[] path) =>
        path.Aggregate(value, (at, name) => at.AsObject().TryGet(name, out var next) ? next : throw new KeyNotFoundException(name));
}
