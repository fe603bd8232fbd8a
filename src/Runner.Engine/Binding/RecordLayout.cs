using System.Reflection;
using Runner.Sdk;
using Runner.Workflows.Types;

namespace Runner.Engine.Binding;

/// <summary>How a record is made: its constructor, and its properties by the names that workflows use.</summary>
sealed class RecordLayout
{
    readonly Type type;
    readonly ConstructorInfo? constructor;
    readonly ParameterInfo[] parameters;
    readonly RecordField[] positional;

    public RecordLayout(Type type)
    {
        this.type = type;
        // A struct may have none of its own.
        constructor = type.GetConstructors().OrderBy(candidate => candidate.GetParameters().Length).FirstOrDefault();
        parameters = constructor?.GetParameters() ?? [];
        positional = Array.ConvertAll(parameters, parameter => new RecordField(
            NameCase.ToKebab(parameter.Name!), parameter.ParameterType, IsSecret(type.GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)), null));
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is not { IsPublic: true }) continue;
            var name = NameCase.ToKebab(property.Name);
            if (!Array.Exists(positional, field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)))
                Properties[name] = new(name, property.PropertyType, IsSecret(property), property);
        }
    }

    /// <summary>The properties that are set after construction.</summary>
    public Dictionary<string, RecordField> Properties { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An instance, its constructor's parameters as given or by their defaults.</summary>
    public object Create(FindArgument find)
    {
        if (constructor is null) return Activator.CreateInstance(type)!;
        if (parameters.Length == 0) return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null);
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!find(positional[i], out arguments[i])) arguments[i] = DefaultOf(parameters[i]);
        }

        return constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    static object? DefaultOf(ParameterInfo parameter)
    {
        // The metadata keeps the default of an enum that may be null as its number.
        if (parameter is { HasDefaultValue: true, DefaultValue: { } value })
            return Nullable.GetUnderlyingType(parameter.ParameterType) is { IsEnum: true } choices ? Enum.ToObject(choices, value) : value;
        return parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null;
    }

    static bool IsSecret(PropertyInfo? property) => property?.IsDefined(typeof(SecretAttribute)) == true;
}

/// <summary>Finds what a workflow gives for a field; false when it gives nothing.</summary>
delegate bool FindArgument(RecordField field, out object? argument);

/// <summary>A constructor's parameter, or a property that is set after construction.</summary>
/// <param name="Name">As workflows write it.</param>
/// <param name="Type">What it takes.</param>
/// <param name="IsSecret">Whether its value is masked.</param>
/// <param name="Property">The property; null for a parameter.</param>
sealed record RecordField(string Name, Type Type, bool IsSecret, PropertyInfo? Property);
