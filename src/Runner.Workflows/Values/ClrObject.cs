using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using Runner.Sdk;
using Runner.Workflows.Types;

namespace Runner.Workflows.Values;

/// <summary>An object of .NET, read property by property when an expression asks.</summary>
/// <remarks>A getter may throw a <see cref="NetworkException"/>, such as <c>json</c> of a body that is none: it reaches whoever reads.</remarks>
sealed class ClrObject(object wrapped) : IValueObject, IReasonedObject
{
    static readonly ConcurrentDictionary<Type, Dictionary<string, PropertyInfo>> Properties = new();

    /// <summary>What tells whether a property can be read, for those that cannot always be.</summary>
    static readonly ConcurrentDictionary<PropertyInfo, PropertyInfo?> Guards = new();

    // Of types that scripts declare, which go with their script's code.
    static readonly ConditionalWeakTable<Type, Dictionary<string, PropertyInfo>> PassingProperties = [];

    readonly Dictionary<string, PropertyInfo> properties = PropertiesOf(wrapped.GetType());

    public bool TryGet(string name, out Value value)
    {
        if (properties.TryGetValue(name, out var property))
        {
            value = Read(property);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Every property that can be read; one that throws is left out.</summary>
    public IEnumerable<KeyValuePair<string, Value>> Entries
    {
        get
        {
            foreach (var (name, property) in properties)
            {
                Value value;
                try
                {
                    // Asking first: an exception costs more than all the rest of a result.
                    if (GuardOf(property) is { } guard && !(bool)guard.GetValue(wrapped)!) continue;
                    value = Read(property);
                }
                catch (Exception)
                {
                    // The field does not exist in this answer, or the plugin's getter is defective; whoever names it gets the error.
                    continue;
                }

                yield return new(name, value);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ReasonsOf(string name) =>
        properties.TryGetValue(name, out var property) && property.GetCustomAttribute<ReasonsAttribute>() is { } reasons && wrapped.GetType().GetProperty(reasons.Property)?.GetValue(wrapped) is IEnumerable<string> texts
            ? [.. texts] : [];

    Value Read(PropertyInfo property) =>
        ClrValue.From(property.GetValue(wrapped, BindingFlags.DoNotWrapExceptions, null, null, null));

    static Dictionary<string, PropertyInfo> PropertiesOf(Type type) => type.IsCollectible ? PassingProperties.GetValue(type, FindProperties) : Properties.GetOrAdd(type, FindProperties);

    static PropertyInfo? GuardOf(PropertyInfo property) => property.IsCollectible ? FindGuard(property) : Guards.GetOrAdd(property, FindGuard);

    static PropertyInfo? FindGuard(PropertyInfo property) => property.GetCustomAttribute<PresentWhenAttribute>() is { } guard
        ? property.DeclaringType!.GetProperty(guard.Property, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        : null;

    static Dictionary<string, PropertyInfo> FindProperties(Type type)
    {
        var found = new Dictionary<string, PropertyInfo>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.CanRead && property.GetMethod!.IsPublic && property.GetIndexParameters().Length == 0) found[NameCase.ToCamel(property.Name)] = property;
        }

        return found;
    }
}
