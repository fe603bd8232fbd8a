namespace Runner.Sdk;

/// <summary>
/// Marks a boolean property of a result whose reasons another property has: when an expectation about it fails, the reasons are told too.
/// </summary>
/// <param name="property">The name of a property of the same type: a list of texts.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReasonsAttribute(string property) : Attribute
{
    /// <summary>The name of the property with the reasons.</summary>
    public string Property { get; } = property;
}
