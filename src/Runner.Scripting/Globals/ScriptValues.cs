using System.Globalization;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>
/// Values by name, as expressions of a workflow see them: inputs, secrets, variables, what a step gave. A name may be a path:
/// <c>json.items[0].name</c>.
/// </summary>
public sealed class ScriptValues
{
    readonly string context;
    readonly Value? whole;
    readonly IValueObject? values;
    readonly Func<string, string?>? otherwise;

    /// <param name="context">What messages call it.</param>
    /// <param name="whole">The values; null for none.</param>
    /// <param name="otherwise">Knows values of names that are not among them.</param>
    internal ScriptValues(string context, Value? whole, Func<string, string?>? otherwise = null)
    {
        this.context = context;
        this.whole = whole;
        this.otherwise = otherwise;
        values = whole is { Kind: ValueKind.Object } some ? some.AsObject() : null;
    }

    /// <summary>Whether there is one of this name.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>The value of a name, as text: lists and objects as JSON, null as an empty text.</summary>
    /// <exception cref="ActionInputException">It is an input, and not given.</exception>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string this[string name] => Get<string>(name) ?? "";

    /// <summary>The value of a name.</summary>
    /// <typeparam name="T">A text, a number, a boolean, a <see cref="TimeSpan"/>, or what JSON of this form is read as.</typeparam>
    /// <exception cref="ActionInputException">It is an input, and not given, or not of this type.</exception>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="FormatException">It is not of this type.</exception>
    public T? Get<T>(string name) => Find(name) is { } value ? Read<T>(name, value) : throw Missing(name);

    /// <summary>The value of a name, or another where there is none.</summary>
    public T Get<T>(string name, T otherwise) => Find(name) is { } value ? Read<T>(name, value) ?? otherwise : otherwise;

    /// <summary>All of them as one: <c>Steps["list"].Result.As&lt;Page&gt;()</c>.</summary>
    /// <exception cref="FormatException">They are not of this form.</exception>
    public T? As<T>() => whole is { } value ? ValueReading.As<T>(value, context) : default;

    /// <summary>All of them as JSON.</summary>
    public override string ToString() => whole is { } value ? ValueJson.Write(value, indented: false) : "null";

    /// <summary>A name as it is, or else as a path; null for nothing.</summary>
    Value? Find(string name)
    {
        if (values is not null)
        {
            if (values.TryGet(name, out var exact)) return exact;
            if (name.AsSpan().ContainsAny('.', '[') && At(Value.From(values), name) is { } found) return found;
        }

        return otherwise?.Invoke(name) is { } text ? Value.From(text) : null;
    }

    /// <summary>What is at a path below a value, such as <c>items[0].name</c>; null when nothing is.</summary>
    internal static Value? At(Value value, string path)
    {
        foreach (var part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == '[')
            {
                if (value.Kind != ValueKind.Array || !int.TryParse(part.AsSpan(1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return null;
                if (value.AsArray() is var items && index >= items.Count) return null;
                value = items[index];
            }
            else if (value.Kind != ValueKind.Object || !value.AsObject().TryGet(part, out value)) return null;
        }

        return value;
    }

    T? Read<T>(string name, Value value)
    {
        try
        {
            return ValueReading.As<T>(value, $"{context}.{name}");
        }
        catch (FormatException e) when (context == "inputs")
        {
            throw new ActionInputException(name, e.Message, e);
        }
    }

    // What the caller of a script forgot is the caller's mistake; any other name is the script's.
    Exception Missing(string name) => context == "inputs"
        ? new ActionInputException(name, $"`{name}` is not given: add `--input {name}=...`. {Known()}")
        : new KeyNotFoundException($"There is no {context}.{name}. {Known()}");

    string Known()
    {
        var names = values?.Entries.Select(entry => entry.Key).ToList() ?? [];
        return names.Count == 0 ? $"There are no {context}." : $"There are: {string.Join(", ", names)}.";
    }
}
