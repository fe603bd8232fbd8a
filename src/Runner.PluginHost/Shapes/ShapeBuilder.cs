using System.Collections;
using System.Globalization;
using System.Reflection;
using Runner.PluginHost.Loading;
using Runner.Sdk;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Shapes;

/// <summary>Makes the shapes of inputs and results from CLR types. The rules are told in docs/plugins.md.</summary>
sealed class ShapeBuilder(XmlDocumentation documentation)
{
    /// <summary>Deeper than this a shape says "anything": it bounds the manifest's size for types that nest without end.</summary>
    const int MaxDepth = 16;

    readonly NullabilityInfoContext nullability = new();
    readonly List<Type> within = [];

    /// <summary>The inputs of an action: the properties of its type that can be set.</summary>
    /// <exception cref="RefusedException">A property's type cannot be an input.</exception>
    public TypeShape Inputs(Type action) => Object(action, input: true, at: action.Name);

    /// <summary>The shape of a result.</summary>
    public TypeShape Result(Type result) => Of(result, null, input: false, at: result.Name);

    TypeShape Of(Type type, NullabilityInfo? info, bool input, string at)
    {
        var nullable = info is not null && (input ? info.WriteState : info.ReadState) == NullabilityState.Nullable;
        if (Nullable.GetUnderlyingType(type) is { } underlying) (type, nullable) = (underlying, true);
        return NotNull(type, info, input, at) with { Nullable = nullable };
    }

    TypeShape NotNull(Type type, NullabilityInfo? info, bool input, string at)
    {
        if (ScalarTypes.TryGet(type, input, out var kind)) return new TypeShape(kind);
        if (type.IsEnum) return new TypeShape(ShapeKind.Choice) { Choices = Array.ConvertAll(Enum.GetNames(type), DefaultText.Choice) };
        if (typeof(IConnection).IsAssignableFrom(type)) return new TypeShape(ShapeKind.Connection) { ConnectionType = type.FullName };
        if (Map(type, info, input, at) is { } map) return map;
        if (List(type, info, input, at) is { } list) return list;
        if (!HasFields(type, input))
            return input ? throw Unsupported(type, at) : TypeShape.Any;
        return Object(type, input, at);
    }

    TypeShape? Map(Type type, NullabilityInfo? info, bool input, string at)
    {
        var (key, value) = KeyAndValue(type);
        if (value is null) return null;
        if (key != typeof(string))
        {
            if (!input) return TypeShape.Any;
            throw new RefusedException(
                $"{at}: a dictionary among the inputs needs keys that are strings, and these are {key!.Name}. Use Dictionary<string, {value.Name}>.");
        }

        if (input && !type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(key, value))) throw Unsupported(type, at);
        return new TypeShape(ShapeKind.Map) { Element = Of(value, info?.GenericTypeArguments is [_, { } element] ? element : null, input, at) };
    }

    TypeShape? List(Type type, NullabilityInfo? info, bool input, string at)
    {
        if (!typeof(IEnumerable).IsAssignableFrom(type)) return null;
        var element = type.IsArray ? type.GetElementType() : Implemented(type, typeof(IEnumerable<>))?.GetGenericArguments()[0];
        if (element is null) return input ? throw Unsupported(type, at) : new TypeShape(ShapeKind.List) { Element = TypeShape.Any };
        if (input && !(type.IsSZArray || type.IsAssignableFrom(typeof(List<>).MakeGenericType(element)))) throw Unsupported(type, at);
        var elementInfo = info?.ElementType ?? (info?.GenericTypeArguments is [{ } only] ? only : null);
        return new TypeShape(ShapeKind.List) { Element = Of(element, elementInfo, input, at) };
    }

    TypeShape Object(Type type, bool input, string at)
    {
        if (within.Contains(type) || within.Count == MaxDepth) return TypeShape.Any;
        within.Add(type);
        try
        {
            var defaults = input ? InitialValues.Of(type, at) : null;
            var fields = new List<FieldShape>();
            foreach (var property in Properties(type, input)) fields.Add(Field(property, defaults, $"{type.Name}.{property.Name}"));
            for (var i = 1; i < fields.Count; i++)
                if (fields.FindIndex(0, i, earlier => string.Equals(earlier.Name, fields[i].Name, StringComparison.OrdinalIgnoreCase)) >= 0)
                    throw new RefusedException($"{type.Name}: two properties are both written {fields[i].Name} in a workflow. Rename one.");
            return new TypeShape(ShapeKind.Object) { Fields = fields };
        }
        finally
        {
            within.RemoveAt(within.Count - 1);
        }
    }

    FieldShape Field(PropertyInfo property, InitialValues? defaults, string at)
    {
        var input = defaults is not null;
        Func<string, string> nameOf = input ? NameCase.ToKebab : NameCase.ToCamel;
        var secret = property.IsDefined(typeof(SecretAttribute));
        var required = input && defaults!.MustBeGiven(property);
        var starts = input ? property.GetCustomAttribute<StartsWithAttribute>() : null;
        var range = input ? property.GetCustomAttribute<System.ComponentModel.DataAnnotations.RangeAttribute>() : null;
        return new FieldShape(nameOf(property.Name), Of(property.PropertyType, nullability.Create(property), input, at))
        {
            Description = Description(property),
            Required = required,
            Secret = secret,
            ShellCommand = input && property.IsDefined(typeof(ShellCommandAttribute)),
            Deprecated = input ? Deprecation.Of(property) : null,
            Starts = starts?.Starts ?? [],
            StartsUnless = starts?.Unless is { } other ? NameCase.ToKebab(other) : null,
            Minimum = Limit(range?.Minimum),
            Maximum = Limit(range?.Maximum),
            Default = input && !required && !secret ? DefaultText.Of(defaults!.Value(property)) : null,
        };
    }

    // No limit is one that no number of its type passes.
    static long? Limit(object? limit) =>
        limit is null || Convert.ToDouble(limit, CultureInfo.InvariantCulture) is var number && Math.Abs(number) >= long.MaxValue ? null : (long)number;

    string? Description(PropertyInfo property) =>
        property.GetCustomAttribute<System.ComponentModel.DescriptionAttribute>()?.Description
        ?? Array.Find(InitialValues.Parameters(property.DeclaringType!), parameter => parameter.Name == property.Name)
            ?.GetCustomAttribute<System.ComponentModel.DescriptionAttribute>()?.Description
        ?? documentation.Of(property);

    /// <summary>
    /// The properties that count, in the order of declaration, those of base types first - except those of the contract's, which
    /// every action has: what is an action's own comes before them.
    /// </summary>
    static List<PropertyInfo> Properties(Type type, bool input)
    {
        var properties = new List<PropertyInfo>();
        var lineage = new Stack<Type>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType) lineage.Push(level);
        if (type.IsInterface)
            foreach (var inherited in type.GetInterfaces()) lineage.Push(inherited);
        foreach (var level in lineage.OrderBy(level => level.Assembly != type.Assembly))
        {
            foreach (var property in level.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                if (property.GetIndexParameters().Length > 0) continue;
                if (input ? property.SetMethod?.IsPublic != true : property.GetMethod?.IsPublic != true) continue;
                // An override or a hiding property takes the place of the one that it replaces.
                var replaced = properties.FindIndex(known => known.Name == property.Name);
                if (replaced >= 0) properties[replaced] = property;
                else properties.Add(property);
            }
        }

        return properties;
    }

    /// <summary>Whether a type is a record or class of fields, and not something of .NET with a meaning of its own.</summary>
    static bool HasFields(Type type, bool input)
    {
        if (type.IsPointer || type.IsByRef || type.IsByRefLike || type.IsPrimitive || type.IsGenericParameter) return false;
        if (typeof(Delegate).IsAssignableFrom(type) || typeof(Exception).IsAssignableFrom(type)) return false;
        if (Framework.Provides(type.Assembly.GetName())) return false;
        return !input || InitialValues.CanMake(type);
    }

    static (Type? Key, Type? Value) KeyAndValue(Type type)
    {
        var dictionary = Implemented(type, typeof(IReadOnlyDictionary<,>)) ?? Implemented(type, typeof(IDictionary<,>));
        return dictionary?.GetGenericArguments() is [var key, var value] ? (key, value) : default;
    }

    static Type? Implemented(Type type, Type definition)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == definition) return type;
        return Array.Find(type.GetInterfaces(), contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == definition);
    }

    static RefusedException Unsupported(Type type, string at) => new(
        $"{at}: the type {Name(type)} cannot be an input. "
            + "Use text, a number, true or false, an enum, TimeSpan, Uri, IPAddress, DateTimeOffset, JsonElement, a connection, "
            + "a record of these, a List or a Dictionary<string, ...>.");

    static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..Math.Max(type.Name.IndexOf('`'), 1)]}<{string.Join(", ", Array.ConvertAll(type.GetGenericArguments(), Name))}>"
        : type.Name;
}
