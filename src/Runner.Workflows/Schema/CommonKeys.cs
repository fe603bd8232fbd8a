using System.Text.Json.Nodes;
using Runner.Sdk;
using Runner.Workflows.Checked;
using Runner.Workflows.Types;
using static Runner.Workflows.Schema.KeySchema;
using static Runner.Workflows.Schema.ScalarSchema;

namespace Runner.Workflows.Schema;

/// <summary>What workflows, jobs and steps have in common.</summary>
static class CommonKeys
{
    static readonly TypeShape Duration = new(ShapeKind.Duration);

    public static JsonObject Retry() => Mapping(
    [
        new("attempts", "How many attempts there are at most, from 1 to 1000. The first one counts.", Count(1000)),
        new("delay", "How long to wait before the second attempt, such as 1s.", Of(Duration)),
        new("backoff", "How the wait grows from attempt to attempt.", Of(new(ShapeKind.Choice) { Choices = ["constant", "linear", "exponential"] }, expressions: false)),
        new("max-delay", "The longest wait between two attempts, whatever `backoff` makes of it or the server asks for.", Of(Duration)),
        new("jitter", "Whether waits vary by chance, so that many clients do not come back at the same moment.", Flag()),
        new("timeout", "How long all attempts and waits may take together.", Limit()),
        new("on", "Which kinds of error are tried again. Without it, those that a retry can help.", ShapeSchema.ListOf(ErrorKinds(), ErrorKinds())),
        new("until", "The condition that ends trying. It reads the attempt's `result`; when it never holds, the step fails.", Condition()),
    ]);

    public static JsonObject Defaults() => Mapping(
    [
        new("timeout", "The limit for each attempt of steps that have no `timeout`.", Limit()),
        new("retry", "The retries of steps that have no `retry`, and whose action is safe to repeat.", Reference("retry", "attempts: 3")),
    ]);

    public static JsonObject Concurrency()
    {
        var group = "The group: a name, which may be an expression. Over all that this Runner runs, members of a group wait for each other.";
        var mapping = Mapping(
        [
            new("group", group, AnyText()),
            new("limit", "How many of the group may run at once; 1 by default.", Count(CheckedLoop.MostAtOnce)),
        ], "group");
        return Or(AnyText(), "object", mapping);
    }

    public static JsonObject Matrix()
    {
        var entries = ShapeSchema.ListOf(new() { ["type"] = "object" }, ExpressionOnly("Write a list of mappings, such as [{ region: eu }], or an expression in ${{ }}."));
        var matrix = Mapping(
        [
            new("include", "Combinations to add, or fields to add to those that match.", entries),
            new("exclude", "Combinations to leave out: those that have all of an entry's values.", (JsonObject)entries.DeepClone()),
        ]);
        matrix["minProperties"] = 1;
        matrix["propertyNames"] = NamePattern();
        matrix["additionalProperties"] = Items("Write a list, such as region: [eu, us], or an expression in ${{ }}.");
        return matrix;
    }

    public static JsonObject Output()
    {
        var mapping = Mapping(
        [
            new("value", "The value, usually an expression such as `${{ result.json.token }}`.", AnyText()),
            new("secret", "Whether the value is masked in everything that the run says from then on.", Flag()),
            new("description", "What it is, for whoever uses the workflow.", AnyText()),
        ], "value");
        return Or(AnyText(), "object", mapping);
    }

    public static JsonObject Env() => Named(AnyText());

    public static JsonObject Outputs() => Named(Reference("output"));

    /// <summary>The keys of what is repeated.</summary>
    public static IEnumerable<KeySchema> Loop(string what, string name) =>
    [
        new("for-each", $"Runs the {what} once for each item of a list: a list, or an expression that answers one. The item is `item`, or what `as` calls it.",
            Items("Write a list, such as [eu, us], or an expression in ${{ }}.")),
        new("matrix", $"Runs the {what} once for each combination of lists: `region: [eu, us]` and `path: [/a, /b]` make four. The combination is `matrix`.", Reference("matrix", "region: [eu, us]")),
        new("as", $"What expressions call {name}.", Name()),
        new("max-parallel", "How many run at once.", Count(CheckedLoop.MostAtOnce)),
        new("fail-fast", "Whether the first failure cancels the others; true by default.", Flag()),
    ];

    /// <summary>The keys of a repeated job whose items nodes share.</summary>
    public static IEnumerable<KeySchema> Distribution() =>
    [
        new("distribute", "Whether the nodes of `runner serve` share the items, in batches. Under `runner run` they all run in its own process.", Flag()),
        new("batch-size", "How many items a node gets at a time. Without it, so many that each node gets about four batches.", Count(CheckedLoop.LargestBatch)),
    ];

    /// <summary>What holds between those keys.</summary>
    public static IEnumerable<JsonObject> DistributionRules() =>
    [
        When(new() { ["not"] = new JsonObject { ["anyOf"] = new JsonArray(Having("for-each"), Having("matrix")) } },
            Refusing("This says how to repeat, but not for what: add `for-each` with a list, or `matrix`.", "distribute")),
        When(new() { ["not"] = Distributed() }, Refusing("`batch-size` says how many items a node gets at a time: add `distribute: true`, or remove it.", "batch-size")),
        When(Distributed(), Refusing("A job's `concurrency` holds within one process, and its items run in several: `max-parallel` holds over all nodes.", "concurrency")),
    ];

    static JsonObject Distributed() => new() { ["required"] = new JsonArray("distribute"), ["properties"] = new JsonObject { ["distribute"] = new JsonObject { ["const"] = true } } };

    /// <summary>What holds between those keys.</summary>
    public static IEnumerable<JsonObject> LoopRules() =>
    [
        When(Having("for-each", "matrix"), Refusing("`matrix` and `for-each` both say what to repeat for: keep one of them.", "matrix")),
        When(new() { ["not"] = new JsonObject { ["anyOf"] = new JsonArray(Having("for-each"), Having("matrix")) } },
            Refusing("This says how to repeat, but not for what: add `for-each` with a list, or `matrix`.", "as", "max-parallel", "fail-fast")),
    ];

    static JsonObject Items(string message) => ShapeSchema.ListOf([], ExpressionOnly(message));

    static JsonObject ExpressionOnly(string message) => new() { ["type"] = "string", ["pattern"] = Expression, ["errorMessage"] = message };

    static JsonObject ErrorKinds() => OneOf(Enum.GetValues<ErrorKind>().Where(static kind => kind != ErrorKind.Policy).Select(kind => (NameCase.ToKebab(kind.ToString()), kind switch
    {
        ErrorKind.Timeout => "The peer did not answer in time.",
        ErrorKind.Connection => "No connection, or it was lost: refused, reset, unreachable.",
        ErrorKind.Tls => "TLS failed: an untrusted, expired or wrong certificate, no common protocol.",
        ErrorKind.Http => "An HTTP exchange that the client cannot use, such as a redirect loop.",
        ErrorKind.Dns => "A name did not resolve.",
        ErrorKind.Websocket => "A WebSocket handshake or close went wrong.",
        ErrorKind.Proxy => "A proxy refused or failed.",
        ErrorKind.RateLimit => "The peer asked to slow down.",
        ErrorKind.Ssh => "An SSH session failed.",
        ErrorKind.Auth => "Credentials were refused.",
        ErrorKind.Protocol => "The peer does not speak the protocol, or sent more than the limits allow.",
        _ => "",
    })));
}
