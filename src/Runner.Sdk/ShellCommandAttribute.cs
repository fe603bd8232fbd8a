namespace Runner.Sdk;

/// <summary>
/// Marks an input that a shell interprets, here or on another machine. A workflow that puts what a server answered into
/// it gets a warning when it is checked, since whoever answers could then run commands.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShellCommandAttribute : Attribute;
