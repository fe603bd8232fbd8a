using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using Runner.Sdk;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Binding;

/// <summary>Values to the records that actions take. The values have been fitted to the inputs' shapes before.</summary>
/// <param name="connections">Finds an open connection by the id of the step that opened it.</param>
/// <param name="mask">Told every value of an input marked <see cref="SecretAttribute"/>.</param>
sealed class InputBinder(Func<string, IConnection?> connections, Action<string> mask)
{
    static readonly ConcurrentDictionary<Type, RecordLayout> Layouts = new();

    /// <summary>An instance of the type with the values set.</summary>
    /// <exception cref="BindingException">A value does not fit; only what the shapes cannot tell, such as an unparsable URL.</exception>
    public object Bind(Type type, IValueObject values, string path = "")
    {
        var layout = Layouts.GetOrAdd(type, static type => new(type));
        var instance = layout.Create(name => values.TryGet(name, out var value) ? value : null, (value, parameter) => Convert(value, parameter, path));
        foreach (var (name, value) in values.Entries)
        {
            if (!layout.Properties.TryGetValue(name, out var property)) continue;
            if (property.IsSecret) MaskTexts(value);
            var converted = Convert(value, property.Info.PropertyType, path.Length == 0 ? name : $"{path}.{name}");
            property.Info.SetValue(instance, converted, BindingFlags.DoNotWrapExceptions, null, null, null);
        }

        return instance;
    }

    object? Convert(Value value, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Value)) return value;
        if (type == typeof(JsonElement)) return ToJson(value);
        if (value.IsNull) return null;
        if (typeof(IConnection).IsAssignableFrom(type)) return FindConnection(value.AsString(), type, path);
        return value.Kind switch
        {
            ValueKind.Array => ConvertItems(value.AsArray(), type, path),
            ValueKind.Object when type.IsGenericType && type.GetGenericArguments() is [var key, var element] && key == typeof(string) => ConvertEntries(value.AsObject(), element, path),
            ValueKind.Object => Bind(type, value.AsObject(), path),
            _ => ConvertScalar(value, type, path),
        };
    }

    static object ConvertScalar(Value value, Type type, string path)
    {
        try
        {
            if (value.Kind == ValueKind.Boolean) return value.AsBoolean();
            if (value.Kind == ValueKind.Number) return System.Convert.ChangeType(value.AsNumber(), type, CultureInfo.InvariantCulture);
            var text = value.AsString();
            if (type == typeof(string) || type == typeof(object)) return text;
            if (type == typeof(TimeSpan)) return DurationText.TryParse(text, out var duration) ? duration : throw new FormatException(DurationText.Help);
            if (type == typeof(Uri)) return new Uri(text, UriKind.RelativeOrAbsolute);
            if (type == typeof(IPAddress)) return IPAddress.Parse(text);
            if (type == typeof(byte[])) return System.Convert.FromBase64String(text);
            if (type == typeof(DateTimeOffset)) return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (type == typeof(Guid)) return Guid.Parse(text);
            if (type.IsEnum) return Enum.GetValues(type).Cast<object>().First(choice => string.Equals(NameCase.ToKebab(choice.ToString()!), text, StringComparison.OrdinalIgnoreCase));
            return System.Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            throw new BindingException($"`{path}` cannot be '{value}': {e.Message}", null, e);
        }
    }

    object ConvertItems(IReadOnlyList<Value> items, Type type, string path)
    {
        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var array = Array.CreateInstance(element, items.Count);
        for (var i = 0; i < items.Count; i++) array.SetValue(Convert(items[i], element, $"{path}[{i}]"), i);
        return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array)!;
    }

    object ConvertEntries(IValueObject entries, Type element, string path)
    {
        if (element == typeof(string))
        {
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, value) in entries.Entries) texts[name] = value.AsString();
            return texts;
        }

        var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach (var (name, value) in entries.Entries) map[name] = Convert(value, element, $"{path}.{name}");
        return map;
    }

    IConnection FindConnection(string id, Type type, string path)
    {
        var connection = connections(id) ?? throw new BindingException($"`{path}`: the step `{id}` has no open connection", "a step that was skipped or failed opens none");
        return type.IsInstanceOfType(connection)
            ? connection
            : throw new BindingException($"`{path}`: the step `{id}` opened a {connection.GetType().Name}, and this action needs a {type.Name}", null);
    }

    static JsonElement ToJson(Value value)
    {
        using var document = JsonDocument.Parse(ValueJson.Write(value, indented: false));
        return document.RootElement.Clone();
    }

    void MaskTexts(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                mask(value.AsString());
                break;
            case ValueKind.Array:
                foreach (var item in value.AsArray()) MaskTexts(item);
                break;
            case ValueKind.Object:
                foreach (var (_, entry) in value.AsObject().Entries) MaskTexts(entry);
                break;
        }
    }
}
