using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Sdk;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Binding;

/// <summary>Values to the records that actions take. The values have been fitted to the inputs' shapes before.</summary>
/// <param name="connections">Finds an open connection by the id of the step that opened it.</param>
/// <param name="mask">Told every value of an input marked <see cref="SecretAttribute"/>.</param>
sealed class InputBinder(Func<string, IConnection?> connections, Action<Value> mask)
{
    static readonly ConcurrentDictionary<Type, RecordLayout> Layouts = new();

    /// <summary>An instance of the type with the values set.</summary>
    /// <exception cref="BindingException">A value does not fit; only what the shapes cannot tell, such as an unparsable URL.</exception>
    public object Bind(Type type, IValueObject values, string path = "")
    {
        var layout = Layouts.GetOrAdd(type, static type => new(type));
        var instance = layout.Create(FindArgument);
        foreach (var (name, value) in values.Entries)
        {
            if (layout.Properties.TryGetValue(name, out var field)) field.Property!.SetValue(instance, ConvertField(field, value, path), BindingFlags.DoNotWrapExceptions, null, null, null);
        }

        return instance;

        bool FindArgument(RecordField field, out object? argument)
        {
            var given = values.TryGet(field.Name, out var value);
            argument = given ? ConvertField(field, value, path) : null;
            return given;
        }
    }

    object? ConvertField(RecordField field, Value value, string path)
    {
        if (field.IsSecret) mask(value);
        return Convert(value, field.Type, path.Length == 0 ? field.Name : $"{path}.{field.Name}");
    }

    object? Convert(Value value, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Value)) return value;
        if (type == typeof(JsonElement)) return ToJson(value);
        if (value.IsNull) return null;
        if (type == typeof(JsonNode)) return JsonNode.Parse(ValueJson.Write(value));
        if (type == typeof(object)) return ToPlain(value);
        return value.Kind switch
        {
            ValueKind.Array => ConvertItems(value, type, path),
            ValueKind.Object when typeof(IEnumerable).IsAssignableFrom(type) => ConvertEntries(value, type, path),
            ValueKind.Object when IsScalar(type) => throw Misfit(value, type, path),
            ValueKind.Object => Bind(type, value.AsObject(), path),
            ValueKind.String when typeof(IConnection).IsAssignableFrom(type) => FindConnection(value.AsString(), type, path),
            _ => ConvertScalar(value, type, path),
        };
    }

    static object ConvertScalar(Value value, Type type, string path)
    {
        try
        {
            if (value.Kind == ValueKind.Boolean) return System.Convert.ChangeType(value.AsBoolean(), type, CultureInfo.InvariantCulture);
            if (value.Kind == ValueKind.Number) return System.Convert.ChangeType(value.AsNumber(), type, CultureInfo.InvariantCulture);
            var text = value.AsString();
            if (type == typeof(string)) return text;
            if (type == typeof(TimeSpan)) return DurationText.TryParse(text, out var duration) ? duration : throw new FormatException(DurationText.Help);
            if (type == typeof(Uri)) return new Uri(text, UriKind.RelativeOrAbsolute);
            if (type == typeof(IPAddress)) return IPAddress.Parse(text);
            if (type == typeof(byte[])) return FromBase64(text);
            if (type == typeof(DateTimeOffset)) return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (type == typeof(Guid)) return Guid.Parse(text);
            if (type.IsEnum) return Choice(type, text);
            return System.Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException)
        {
            throw new BindingException($"`{path}` cannot be '{value}': {e.Message}", null, e);
        }
    }

    static byte[] FromBase64(string text)
    {
        try
        {
            return System.Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new FormatException("it is not base64: give letters, digits, + and /, with = at its end where needed", e);
        }
    }

    static object Choice(Type type, string text)
    {
        foreach (var choice in Enum.GetValues(type))
        {
            if (string.Equals(NameCase.ToKebab(choice.ToString()!), text, StringComparison.OrdinalIgnoreCase)) return choice;
        }

        throw new FormatException($"it may be: {string.Join(", ", Enum.GetNames(type).Select(NameCase.ToKebab))}");
    }

    object ConvertItems(Value items, Type type, string path)
    {
        var element = type.IsSZArray && type != typeof(byte[]) ? type.GetElementType()
            : typeof(IEnumerable).IsAssignableFrom(type) && type.GenericTypeArguments is [var only] ? only
            : throw Misfit(items, type, path);
        var array = Array.CreateInstance(element!, items.AsArray().Count);
        for (var i = 0; i < array.Length; i++) array.SetValue(Convert(items.AsArray()[i], element!, $"{path}[{i}]"), i);
        return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(element!), array)!;
    }

    object ConvertEntries(Value entries, Type type, string path)
    {
        if (type.GenericTypeArguments is not [var key, var element] || key != typeof(string)) throw Misfit(entries, type, path);
        if (element == typeof(string))
        {
            var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var (name, value) in entries.AsObject().Entries) texts[name] = (string?)Convert(value, element, $"{path}.{name}");
            return texts;
        }

        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        foreach (var (name, value) in entries.AsObject().Entries) map[name] = Convert(value, element, $"{path}.{name}");
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
        using var document = JsonDocument.Parse(ValueJson.Write(value));
        return document.RootElement.Clone();
    }

    /// <summary>For an input that may be anything: text, a double, a bool, a list or a dictionary of these.</summary>
    static object? ToPlain(Value value) => value.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Boolean => value.AsBoolean(),
        ValueKind.Number => value.AsNumber(),
        ValueKind.String => value.AsString(),
        ValueKind.Array => value.AsArray().Select(ToPlain).ToList(),
        _ => value.AsObject().Entries.ToDictionary(entry => entry.Key, entry => ToPlain(entry.Value), StringComparer.Ordinal),
    };

    static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(TimeSpan)
        || type == typeof(Uri) || type == typeof(IPAddress) || type == typeof(DateTimeOffset) || typeof(IConnection).IsAssignableFrom(type);

    /// <summary>What a type that contains itself is given inside itself, where no shape has checked it.</summary>
    static BindingException Misfit(Value value, Type type, string path) =>
        new($"`{path}` cannot be {(value.Kind == ValueKind.Array ? "a list" : "a mapping")}; it is a {type.Name}", null);
}
