using Runner.Workflows.Values;

namespace Runner.Cli.Runs;

/// <summary>What a command line said beside inputs, as it is remembered with the run.</summary>
sealed record RunOptions
{
    public string[] Only { get; init; } = [];
    public string? From { get; init; }

    /// <summary>The jobs that <c>retry --failed-only</c> chose.</summary>
    public string[]? Failed { get; init; }
    public string? Timeout { get; init; }
    public string? EnvFile { get; init; }
    public string[] Inventory { get; init; } = [];
    public string? Limit { get; init; }
    public string[] Args { get; init; } = [];

    /// <summary>Whether scripts have processes of their own.</summary>
    public bool Isolated { get; init; }

    /// <summary>How much memory these may take.</summary>
    public string? Memory { get; init; }
    public bool CheckContract { get; init; }

    public ValueObject ToValue()
    {
        var value = new ValueObject();
        List("only", Only);
        Text("from", From);
        List("failed", Failed ?? []);
        Text("timeout", Timeout);
        Text("env-file", EnvFile);
        List("inventory", Inventory);
        Text("limit", Limit);
        List("args", Args);
        Flag("isolated", Isolated);
        Text("memory", Memory);
        Flag("check-contract", CheckContract);
        return value;

        void Flag(string name, bool isSet)
        {
            if (isSet) value[name] = Value.From(true);
        }

        void Text(string name, string? text)
        {
            if (text is not null) value[name] = Value.From(text);
        }

        void List(string name, string[] texts)
        {
            if (texts.Length > 0) value[name] = Value.From(Array.ConvertAll(texts, Value.From));
        }
    }

    public static RunOptions Of(string json)
    {
        if (json == "{}") return new();
        var value = ValueJson.Parse(json);
        if (value.Kind != ValueKind.Object) return new();
        var options = value.AsObject();
        return new()
        {
            Only = List("only"),
            From = Text("from"),
            Failed = List("failed") is { Length: > 0 } failed ? failed : null,
            Timeout = Text("timeout"),
            EnvFile = Text("env-file"),
            Inventory = List("inventory"),
            Limit = Text("limit"),
            Args = List("args"),
            Isolated = Flag("isolated"),
            Memory = Text("memory"),
            CheckContract = Flag("check-contract"),
        };

        bool Flag(string name) => options.TryGet(name, out var set) && set.Kind == ValueKind.Boolean && set.AsBoolean();

        string? Text(string name) => options.TryGet(name, out var text) && text.Kind == ValueKind.String ? text.AsString() : null;

        string[] List(string name) => options.TryGet(name, out var list) && list.Kind == ValueKind.Array ? [.. list.AsArray().Select(item => item.ToString())] : [];
    }
}
