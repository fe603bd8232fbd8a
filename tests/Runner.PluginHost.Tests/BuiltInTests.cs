using System.Reflection;
using System.Text;
using System.Text.Json;
using Runner.Engine;
using Runner.PluginHost.Manifests;
using Runner.PluginHost.Shapes;
using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Tests;

/// <summary>Runner's own actions are described by hand, so that no run pays for it; the description is what a manifest would say.</summary>
public sealed class BuiltInTests
{
    static IEnumerable<Type> Types => typeof(WorkflowRunner).Assembly.GetTypes().Where(type => type.IsDefined(typeof(ActionAttribute)));

    public static TheoryData<string> Names => [.. Types.Select(type => type.GetCustomAttribute<ActionAttribute>()!.Name)];

    [Fact]
    public void Every_action_of_the_engine_is_described_and_the_other_way_round() =>
        // `set` takes any names: no type could say which.
        Names.Select(row => row.Data).Append("set").Order(StringComparer.Ordinal).ShouldBe(BuiltInActions.All.Select(action => action.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Description_is_what_the_type_says(string name)
    {
        var type = Types.Single(type => type.GetCustomAttribute<ActionAttribute>()!.Name == name);
        var result = type.GetInterfaces().Single(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAction<>)).GetGenericArguments()[0];
        var documentation = new XmlDocumentation();
        var derived = ActionDescription.Of(type, type.GetCustomAttribute<ActionAttribute>()!, result, BuiltInActions.Group, new(documentation), documentation);
        var described = BuiltInActions.Find(name).ShouldNotBeNull();

        Json(described.Inputs).ShouldBe(Json(derived.Inputs));
        Json(described.Result).ShouldBe(Json(derived.Result));
        // What takes long by intention is a matter of Runner's own actions alone.
        (described with { Inputs = derived.Inputs, Result = derived.Result, MayTakeLong = false }).ShouldBe(derived);
        described.IsBuiltIn.ShouldBeTrue();
    }

    [Fact]
    public void Name_with_a_dot_is_never_built_in()
    {
        BuiltInActions.Find("exec.run").ShouldBeNull();
        ActionNames.BelongsTo("exec", "exec").ShouldBeFalse();
    }

    static string Json(TypeShape shape)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) ShapeWriter.Write(json, shape);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
