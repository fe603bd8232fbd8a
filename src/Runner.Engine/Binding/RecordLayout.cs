using System.Reflection;
using Runner.Sdk;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Binding;

/// <summary>How a record is made: its constructor, and its properties by the names that workflows use.</summary>
sealed class RecordLayout
{
    readonly ConstructorInfo constructor;
    readonly ParameterInfo[] parameters;

    public RecordLayout(Type type)
    {
        constructor = type.GetConstructors().OrderBy(candidate => candidate.GetParameters().Length).First();
        parameters = constructor.GetParameters();
        var positional = parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is not { IsPublic: true } || positional.Contains(property.Name)) continue;
            Properties[NameCase.ToKebab(property.Name)] = new(property, property.IsDefined(typeof(SecretAttribute)));
        }
    }

    /// <summary>The properties that are set after construction.</summary>
    public Dictionary<string, RecordProperty> Properties { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An instance, its constructor's parameters taken from the values or their defaults.</summary>
    public object Create(Func<string, Value?> find, Func<Value, Type, object?> convert)
    {
        if (parameters.Length == 0) return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var type = parameters[i].ParameterType;
            arguments[i] = find(NameCase.ToKebab(parameters[i].Name!)) is { } value ? convert(value, type)
                : parameters[i].HasDefaultValue ? parameters[i].DefaultValue
                : type.IsValueType ? Activator.CreateInstance(type) : null;
        }

        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}

/// <summary>A property that is set after construction.</summary>
/// <param name="Info">The property.</param>
/// <param name="IsSecret">Whether its value is masked.</param>
sealed record RecordProperty(PropertyInfo Info, bool IsSecret);
