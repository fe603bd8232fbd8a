namespace Runner.PluginHost.Tests.Fixtures;

/// <summary>C# of plugins that several tests use.</summary>
static class Sources
{
    /// <summary>A plugin with one action, <c>NAME.echo</c>.</summary>
    public static string Echo(string name = "echo", string more = "") => $$"""
        [assembly: Plugin("{{name}}", ApiVersion = 1, Summary = "Says it again")]
        namespace Test;

        /// <summary>Says it again.</summary>
        [Action("{{name}}.echo")]
        public sealed record Echo : IAction<Heard>
        {
            [Description("What to say")] public required string Text { get; init; }
            public ValueTask<Heard> RunAsync(ActionContext context, CancellationToken cancel) => new(new Heard(Text));
        }

        public sealed record Heard(string Text);
        {{more}}
        """;

    /// <summary>A plugin named bad whose one action has the given inputs.</summary>
    public static string WithInputs(string inputs, string types = "") => $$"""
        [assembly: Plugin("bad", ApiVersion = 1)]
        namespace Test;

        [Action("bad.one")]
        public sealed class One : IAction<int>
        {
            {{inputs}}
            public ValueTask<int> RunAsync(ActionContext context, CancellationToken cancel) => new(1);
        }
        {{types}}
        """;
}
