using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>Values by name, as expressions of a workflow see them: inputs, secrets, variables, steps.</summary>
public sealed class ScriptValues
{
    readonly string context;
    readonly IValueObject? values;

    internal ScriptValues(string context, Value? values)
    {
        this.context = context;
        this.values = values is { Kind: ValueKind.Object } some ? some.AsObject() : null;
    }

    /// <summary>Whether there is one of this name.</summary>
    public bool Has(string name) => values?.TryGet(name, out _) == true;

    /// <summary>The value of a name, as text.</summary>
    /// <exception cref="ActionInputException">It is an input, and not given.</exception>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string this[string name] => Get<string>(name)!;

    /// <summary>The value of a name.</summary>
    /// <typeparam name="T">A text, a number, a boolean, a <see cref="TimeSpan"/>, or what JSON of this form is read as.</typeparam>
    /// <exception cref="ActionInputException">It is an input, and not given, or not of this type.</exception>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="FormatException">It is not of this type.</exception>
    public T? Get<T>(string name) => values?.TryGet(name, out var value) == true
        ? Read<T>(name, value)
        : throw Missing(name);

    /// <summary>The value of a name, or another where there is none.</summary>
    public T Get<T>(string name, T otherwise) => values?.TryGet(name, out var value) == true ? Read<T>(name, value) ?? otherwise : otherwise;

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
