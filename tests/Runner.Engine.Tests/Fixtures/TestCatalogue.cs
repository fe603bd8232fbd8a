using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.Engine.Tests.Fixtures;

/// <summary>The actions of this assembly, described as a manifest would describe them.</summary>
sealed class TestCatalogue : IActionCatalogue, IActionLoader
{
    static readonly Dictionary<Type, ShapeKind> Scalars = new()
    {
        [typeof(string)] = ShapeKind.String, [typeof(Uri)] = ShapeKind.String, [typeof(IPAddress)] = ShapeKind.String,
        [typeof(DateTimeOffset)] = ShapeKind.String, [typeof(byte[])] = ShapeKind.String, [typeof(bool)] = ShapeKind.Boolean,
        [typeof(byte)] = ShapeKind.Integer, [typeof(int)] = ShapeKind.Integer, [typeof(long)] = ShapeKind.Integer,
        [typeof(float)] = ShapeKind.Number, [typeof(double)] = ShapeKind.Number, [typeof(decimal)] = ShapeKind.Number,
        [typeof(TimeSpan)] = ShapeKind.Duration, [typeof(object)] = ShapeKind.Any, [typeof(JsonElement)] = ShapeKind.Any, [typeof(JsonNode)] = ShapeKind.Any,
    };

    readonly Dictionary<string, (ActionDescriptor Descriptor, Type Type)> actions = [];

    TestCatalogue()
    {
        foreach (var type in typeof(TestCatalogue).Assembly.GetTypes())
        {
            if (type.GetCustomAttribute<ActionAttribute>() is not { } action) continue;
            var result = type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAction<>)).GetGenericArguments()[0];
            actions[action.Name] = (new(action.Name, "test", ShapeOf(type, input: true), ShapeOf(result, input: false))
            {
                Idempotent = action.Idempotent, DefaultExpect = action.DefaultExpect, Opens = action.Opens?.FullName, TypeName = type.FullName!,
            }, type);
        }
    }

    public static TestCatalogue Instance { get; } = new();

    public IEnumerable<ActionDescriptor> Actions => actions.Values.Select(action => action.Descriptor);

    public ActionDescriptor? Find(string name) => actions.TryGetValue(name, out var action) ? action.Descriptor : null;

    public string? RefusalOf(string plugin) => null;

    public LoadedAction Load(ActionDescriptor action) => LoadedAction.Of(actions[action.Name].Type);

    static TypeShape ShapeOf(Type type, bool input, bool nullable = false)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return ShapeOf(underlying, input, nullable: true);
        return NotNull(type, input) with { Nullable = nullable };
    }

    static TypeShape NotNull(Type type, bool input)
    {
        if (Scalars.TryGetValue(type, out var kind)) return new(kind);
        if (type.IsEnum) return new(ShapeKind.Choice) { Choices = [.. Enum.GetNames(type).Select(NameCase.ToKebab)] };
        if (typeof(IConnection).IsAssignableFrom(type)) return new(ShapeKind.Connection) { ConnectionType = type.FullName };
        if (type.IsArray) return new(ShapeKind.List) { Element = ShapeOf(type.GetElementType()!, input) };
        if (type.GenericTypeArguments is [var key, var value] && key == typeof(string)) return new(ShapeKind.Map) { Element = ShapeOf(value, input) };
        if (type.GenericTypeArguments is [var element]) return new(ShapeKind.List) { Element = ShapeOf(element, input) };
        // A type that contains itself is anything inside itself, as in real manifests.
        if (type == typeof(Tree) && input) return new(ShapeKind.Object) { Fields = [new("name", TypeShape.String), new("weight", TypeShape.Number), new("child", TypeShape.Any)] };
        var nullability = new NullabilityInfoContext();
        var fields = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => !input || property.SetMethod is { IsPublic: true })
            .Select(property => new FieldShape(
                input ? NameCase.ToKebab(property.Name) : NameCase.ToCamel(property.Name),
                property.PropertyType == type ? TypeShape.Any : ShapeOf(property.PropertyType, input, nullability.Create(property).ReadState == NullabilityState.Nullable))
            {
                Required = input && property.IsDefined(typeof(RequiredMemberAttribute)),
                Secret = property.IsDefined(typeof(SecretAttribute)),
            });
        return new(ShapeKind.Object) { Fields = [.. fields] };
    }
}
