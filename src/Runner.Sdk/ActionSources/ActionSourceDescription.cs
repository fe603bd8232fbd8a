using System.Text.Json.Nodes;

namespace Runner.Sdk;

/// <summary>The actions that a document stands for.</summary>
/// <param name="Title">What the document calls itself, in a few words.</param>
/// <param name="Actions">The actions, in the document's order.</param>
public sealed record ActionSourceDescription(string Title, IReadOnlyList<DescribedAction> Actions)
{
    /// <summary>What is odd about the document, for people, a line each; it works all the same.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>An action that a document stands for.</summary>
/// <param name="Name">Its name, without the entry's: letters, digits, dashes, underscores and dots, beginning with a letter or digit.</param>
/// <param name="Inputs">
/// The inputs as JSON Schema: an object. What is understood of it is <c>type</c> (with <c>null</c> for what may be null), <c>properties</c>,
/// <c>required</c>, <c>additionalProperties</c>, <c>items</c>, <c>enum</c> of texts, <c>pattern</c>, <c>minimum</c>, <c>maximum</c>, <c>default</c>,
/// <c>description</c>, <c>deprecated</c>, and <c>format: password</c> for what is masked. There are no references: what contains itself says nothing (<c>{}</c>) at
/// some depth. An object with <c>properties</c> has no others unless <c>additionalProperties</c> says so.
/// </param>
/// <param name="Result">What it answers, in the same way.</param>
public sealed record DescribedAction(string Name, JsonObject Inputs, JsonObject Result)
{
    /// <summary>What it does, in a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>What it belongs to, such as a tag; null for nothing.</summary>
    public string? Group { get; init; }

    /// <summary>Whether it only looks, and changes nothing (RFC 9110, section 9.2.1).</summary>
    public bool Safe { get; init; }

    /// <summary>Whether running it twice is as good as once.</summary>
    public bool Idempotent { get; init; }

    /// <summary>The expression that judges the result of a step without <c>expect</c>, such as <c>result.ok</c>.</summary>
    public string? DefaultExpect { get; init; }

    /// <summary>The expression that says whether the answer is what the document promises, such as <c>result.conforms</c>: <c>--check-contract</c> expects it of every step.</summary>
    public string? Contract { get; init; }

    /// <summary>What to use instead, when it is on its way out; empty when the document does not say. Null for one that is not.</summary>
    public string? Deprecated { get; init; }
}
