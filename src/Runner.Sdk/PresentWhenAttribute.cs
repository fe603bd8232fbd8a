namespace Runner.Sdk;

/// <summary>
/// Marks a property of a result that not every answer has and that throws where it is missing, such as a body as JSON.
/// Whoever lists all that a result holds (logs, reports) leaves it out where the named property is false; whoever names it
/// still gets the error that says why it is missing.
/// </summary>
/// <param name="property">The name of a boolean property of the same type, of any visibility. It must be cheap and not throw.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PresentWhenAttribute(string property) : Attribute
{
    /// <summary>The name of the boolean property.</summary>
    public string Property { get; } = property;
}
