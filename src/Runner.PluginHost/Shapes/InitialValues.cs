using System.Reflection;
using System.Runtime.CompilerServices;

namespace Runner.PluginHost.Shapes;

/// <summary>What the properties of an input type are when nobody sets them, and which must be set.</summary>
sealed class InitialValues
{
    readonly object? instance;
    readonly ParameterInfo[] parameters;

    InitialValues(object? instance, ParameterInfo[] parameters)
    {
        this.instance = instance;
        this.parameters = parameters;
    }

    /// <summary>Reads them from an instance, or from the parameters of a positional record.</summary>
    /// <exception cref="RefusedException">The type's constructor fails.</exception>
    public static InitialValues Of(Type type, string at)
    {
        var parameters = Parameters(type);
        if (parameters.Length > 0) return new(null, parameters);
        try
        {
            return new(Activator.CreateInstance(type), parameters);
        }
        catch (TargetInvocationException e) when (Cause(e) is var inner and not (FileNotFoundException or TypeLoadException))
        {
            throw new RefusedException($"{at}: making an instance of {type.Name} to read its defaults failed: {inner.GetType().Name}: "
                + $"{inner.Message} A constructor of inputs must not do work.", inner: e);
        }
    }

    static Exception Cause(Exception e) =>
        e is TargetInvocationException or TypeInitializationException && e.InnerException is { } inner ? Cause(inner) : e;

    /// <summary>Whether Runner can make an instance: the type has a public constructor without parameters, or exactly one with.</summary>
    public static bool CanMake(Type type) =>
        !type.IsAbstract && !type.IsInterface
        && (type.IsValueType || type.GetConstructor(Type.EmptyTypes) is not null || type.GetConstructors().Length == 1);

    /// <summary>The parameters of the constructor that Runner calls; none when one without parameters exists.</summary>
    public static ParameterInfo[] Parameters(Type type)
    {
        if (type.GetConstructor(Type.EmptyTypes) is not null) return [];
        return type.GetConstructors() is [var only] ? only.GetParameters() : [];
    }

    public bool MustBeGiven(PropertyInfo property)
    {
        if (property.IsDefined(typeof(RequiredMemberAttribute))) return true;
        return ParameterOf(property) is { HasDefaultValue: false };
    }

    public object? Value(PropertyInfo property)
    {
        if (instance is not null) return property.GetMethod is null ? null : property.GetValue(instance);
        var value = ParameterOf(property) is { HasDefaultValue: true } parameter ? parameter.DefaultValue : null;
        // The metadata keeps an enum parameter's default as its number.
        return value is not null && property.PropertyType.IsEnum ? Enum.ToObject(property.PropertyType, value) : value;
    }

    ParameterInfo? ParameterOf(PropertyInfo property) => Array.Find(parameters, parameter => parameter.Name == property.Name);
}
