using Runner.PluginHost.Tests.Fixtures;

namespace Runner.PluginHost.Tests;

/// <summary>What a plugin's types must be; each broken rule names the type, the property and the way out.</summary>
public sealed class RuleTests : IDisposable
{
    readonly TemporaryFolder plugins = new();

    public void Dispose() => plugins.Dispose();

    string Refused(string source)
    {
        PluginCompiler.Compile(plugins["bad"], "Bad", source);
        var refusal = Opening.Open(plugins.Path).Refusals.ShouldHaveSingleItem();
        refusal.Plugin.ShouldBe(source.Contains("\"Bad One\"", StringComparison.Ordinal) ? null : "bad");
        refusal.Message.ShouldStartWith(plugins["bad/Bad.dll"] + ": ");
        return refusal.Message[(plugins["bad/Bad.dll"].Length + 2)..];
    }

    static string Action(string attribute, string declaration, string body = "") => $$"""
        [assembly: Plugin("bad", ApiVersion = 1)]
        {{attribute}} {{declaration}}
        {
            {{body}}
            public ValueTask<int> RunAsync(ActionContext context, CancellationToken cancel) => new(1);
        }
        """;

    [Fact]
    public void Plugin_name_has_lower_case_letters_digits_and_dashes() =>
        Refused("""[assembly: Plugin("Bad One", ApiVersion = 1)]""").ShouldBe(
            "the plugin's name \"Bad One\" may have lower case letters, digits and dashes only. Correct it in [assembly: Plugin(...)].");

    [Theory]
    [InlineData("other.one")]
    [InlineData("bad")]
    [InlineData("bad.")]
    [InlineData("bad.One")]
    [InlineData("bad.one.two")]
    [InlineData("badone")]
    public void Action_name_is_the_plugin_and_a_verb(string name) =>
        Refused(Action($"[Action(\"{name}\")]", "public sealed class One : IAction<int>")).ShouldBe(
            $"One: the action's name \"{name}\" must be \"bad.\" and a verb of lower case letters, digits and dashes. Correct it in [Action(...)].");

    [Theory]
    [InlineData("bad.one", "One: the action's name \"bad.one\" must be \"tcp.\" or \"udp.\" and a verb of lower case letters, digits and dashes. Correct it in [Action(...)].")]
    [InlineData("tcp", "One: the action's name \"tcp\" must be \"tcp.\" or \"udp.\" and a verb of lower case letters, digits and dashes. Correct it in [Action(...)].")]
    public void Action_name_begins_with_a_declared_prefix(string name, string message) =>
        Refused(Action($"[Action(\"{name}\")]", "public sealed class One : IAction<int>").Replace("ApiVersion = 1", "ApiVersion = 1, Prefixes = new[] { \"tcp\", \"udp\" }", StringComparison.Ordinal)).ShouldBe(message);

    [Fact]
    public void Prefix_has_lower_case_letters_digits_and_dashes() =>
        Refused("""[assembly: Plugin("bad", ApiVersion = 1, Prefixes = new[] { "tcp", "U.DP" })]""").ShouldBe(
            "the plugin's prefix \"U.DP\" may have lower case letters, digits and dashes only. Correct it in [assembly: Plugin(...)].");

    [Fact]
    public void Action_names_are_unique() =>
        Refused(Action("[Action(\"bad.one\")]", "public class One : IAction<int>") + """
            [Action("bad.one")] public sealed class Two : IAction<int>
            {
                public ValueTask<int> RunAsync(ActionContext context, CancellationToken cancel) => new(2);
            }
            """).ShouldBe("two types are the action bad.one: One and Two. Rename one.");

    [Fact]
    public void Action_type_implements_the_contract() =>
        Refused(Action("[Action(\"bad.one\")]", "public sealed class One")).ShouldBe("One: it has [Action(\"bad.one\")] but does not implement IAction<TResult>. Implement it.");

    [Fact]
    public void Action_type_implements_the_contract_once() =>
        Refused(Action("[Action(\"bad.one\")]", "public sealed class One : IAction<int>, IAction<string>",
            "ValueTask<string> IAction<string>.RunAsync(ActionContext context, CancellationToken cancel) => new(\"\");"))
            .ShouldBe("One: it implements IAction<TResult> 2 times, for Int32 and String. Make it one action with one result.");

    [Fact]
    public void Action_type_has_a_name() =>
        Refused(Action("", "public sealed class One : IAction<int>")).ShouldBe(
            "One: it implements IAction<TResult> but has no [Action(\"plugin.verb\")]. Add it, or make the type internal.");

    [Fact]
    public void Action_type_is_public() =>
        Refused(Action("[Action(\"bad.one\")]", "sealed class One : IAction<int>")).ShouldBe("One: an action's type must be public. Make it public.");

    [Fact]
    public void Action_type_is_not_abstract() =>
        Refused(Action("[Action(\"bad.one\")]", "public abstract class One : IAction<int>")).ShouldBe(
            "One: an action's type must be neither abstract nor generic. Put [Action] on the types derived from it.");

    [Fact]
    public void Action_type_has_a_constructor_without_parameters() =>
        Refused(Action("[Action(\"bad.one\")]", "public sealed record One(string Name) : IAction<int>")).ShouldBe(
            "One: an action needs a public constructor without parameters. Make its inputs properties: public required string Name { get; init; }.");

    [Theory]
    [InlineData("Stream", "Stream")]
    [InlineData("Action<int>", "Action<Int32>")]
    [InlineData("Type", "Type")]
    [InlineData("HashSet<string>", "HashSet<String>")]
    [InlineData("int[,]", "Int32[,]")]
    [InlineData("IDisposable", "IDisposable")]
    [InlineData("(int, int)", "ValueTuple<Int32, Int32>")]
    [InlineData("nint", "IntPtr")]
    public void Input_of_an_unsupported_type_names_the_type_and_the_property(string type, string named) =>
        Refused(Sources.WithInputs($"public {type} Input {{ get; set; }} = default!;")).ShouldBe(
            $"the action bad.one (Test.One): One.Input: the type {named} cannot be an input. Use text, a number, true or false, an enum, TimeSpan, Uri, IPAddress, DateTimeOffset, JsonElement, a connection, a record of these, a List or a Dictionary<string, ...>.");

    [Fact]
    public void Unsupported_type_inside_a_record_is_found() =>
        Refused(Sources.WithInputs("public List<Inner>? Input { get; set; }", "public record Inner(Stream Deep);")).ShouldContain("(Test.One): Inner.Deep: the type Stream cannot be an input.");

    [Fact]
    public void Dictionary_among_the_inputs_has_strings_as_keys() =>
        Refused(Sources.WithInputs("public Dictionary<int, string>? Input { get; set; }")).ShouldContain(
            "One.Input: a dictionary among the inputs needs keys that are strings, and these are Int32. Use Dictionary<string, String>.");

    [Fact]
    public void Two_inputs_are_not_written_alike() =>
        Refused(Sources.WithInputs("public int MaxWait { get; set; } public int maxWait { get; set; }")).ShouldContain(
            "One: two properties are both written max-wait in a workflow. Rename one.");

    [Fact]
    public void Constructor_of_inputs_does_no_work() =>
        Refused(Sources.WithInputs("public One() => throw new InvalidOperationException(\"no database\\nhere\");")).ShouldContain(
            "One: making an instance of One to read its defaults failed: InvalidOperationException: no database here A constructor of inputs must not do work.");

    [Fact]
    public void Static_constructor_that_throws_is_one_line_too() =>
        Refused(Sources.WithInputs("static readonly int X = int.Parse(\"x\"); public int Y { get; set; } = X;")).ShouldContain("FormatException");
}
