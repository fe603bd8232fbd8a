namespace Runner.Sdk;

/// <summary>
/// Says what the value of a text input starts with, one of these, upper and lower case alike. A workflow that writes another
/// value out gets an error when it is checked; what expressions give is the action's to judge.
/// </summary>
/// <param name="starts">The beginnings, such as <c>http://</c> and <c>https://</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StartsWithAttribute(params string[] starts) : Attribute
{
    /// <summary>The beginnings.</summary>
    public IReadOnlyList<string> Starts { get; } = starts;

    /// <summary>The name of a property that lifts the rule when it is given, such as the session that a URL may be relative to.</summary>
    public string? Unless { get; init; }
}
