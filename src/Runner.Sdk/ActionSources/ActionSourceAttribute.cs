namespace Runner.Sdk;

/// <summary>
/// Says that a plugin makes actions of documents: those that <c>clients:</c> in <c>runner.yaml</c> names. An entry
/// <c>petstore: petstore.yaml</c> becomes the actions <c>petstore.OPERATION</c>. An assembly may have several of them.
/// </summary>
/// <param name="kind">What <c>kind:</c> of an entry says to choose it, such as <c>openapi</c>: lower case letters, digits and dashes.</param>
/// <param name="type">A public class with a public constructor without parameters that implements <see cref="IActionSource"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ActionSourceAttribute(string kind, Type type) : Attribute
{
    /// <summary>What <c>kind:</c> of an entry says to choose it.</summary>
    public string Kind { get; } = kind;

    /// <summary>The class that implements <see cref="IActionSource"/>.</summary>
    public Type Type { get; } = type;
}
