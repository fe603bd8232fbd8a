using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Scripting;

/// <summary>A call of an operation of a client. Scripts make one by its name, <c>new Petstore.GetPetById { PetId = 3 }</c>: the type is made from the document.</summary>
/// <param name="action">The action, such as <c>petstore.getPetById</c>.</param>
/// <typeparam name="TJson">What a success holds.</typeparam>
/// <typeparam name="TProblem">What an answer holds that is no success.</typeparam>
public abstract class ClientCall<TJson, TProblem>(string action)
{
    static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, MaxDepth = 256 };

    readonly Dictionary<string, JsonElement> inputs = new(StringComparer.Ordinal);

    internal string ActionName => action;

    internal Dictionary<string, JsonElement> GivenInputs => inputs;

    /// <summary>Gives an input; for the types that are made from documents.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Give<T>(string name, T value)
    {
        if (value is not null) inputs[name] = JsonSerializer.SerializeToElement(value, Options);
    }
}

/// <summary>What an operation of a client answered.</summary>
/// <typeparam name="TJson">What a success holds.</typeparam>
/// <typeparam name="TProblem">What an answer holds that is no success.</typeparam>
public sealed class ClientAnswer<TJson, TProblem>
{
    internal ClientAnswer(ScriptValues values) => Values = values;

    /// <summary>All of the result, by the names that workflows have for it.</summary>
    public ScriptValues Values { get; }

    /// <summary>Whether the status is 2xx.</summary>
    public bool Ok => Values.Get<bool>("ok");

    /// <summary>The status code.</summary>
    public int Status => Values.Get<int>("status");

    /// <summary>The body of a success; null for any other.</summary>
    /// <exception cref="FormatException">It is not what the document promises.</exception>
    public TJson? Json => Values.Has("json") ? Values.Get<TJson>("json") : default;

    /// <summary>The body of an answer that is no success; null for one.</summary>
    /// <exception cref="FormatException">It is not what the document promises.</exception>
    public TProblem? Problem => Values.Has("problem") ? Values.Get<TProblem>("problem") : default;

    /// <summary>The body as text.</summary>
    public string Body => Values["body"];

    /// <summary>Whether the answer is what the document promises.</summary>
    public bool Conforms => Values.Get<bool>("conforms");

    /// <summary>In what it is not.</summary>
    public IReadOnlyList<string> Violations => Values.Get<List<string>>("violations") ?? [];

    /// <summary>A header; null for one that is not there.</summary>
    public string? Header(string name) => Values.Get<Dictionary<string, string>>("headers")?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
