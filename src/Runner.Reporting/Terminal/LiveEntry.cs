namespace Runner.Reporting;

/// <summary>Something that runs or waits, and has a line while it does.</summary>
/// <param name="prefix">What goes before its name; safe to print.</param>
/// <param name="name">What it is called; safe to print.</param>
/// <param name="started">When it began, as the time provider's timestamp.</param>
abstract class LiveEntry(string prefix, string name, long started)
{
    internal string Prefix { get; } = prefix;

    internal string Name { get; } = name;

    internal long Started { get; } = started;
}
