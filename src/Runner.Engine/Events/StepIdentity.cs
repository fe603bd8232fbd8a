namespace Runner.Engine.Events;

/// <summary>Which step an event is about.</summary>
/// <param name="Path">Unique in the run and the same in every run of the workflow: <c>main/login</c>, <c>main/3</c> for a step without id, <c>main/ping[4]</c> for an item of a repeated step.</param>
/// <param name="Name">What people call it: its name, or what it does.</param>
/// <param name="Uses">The action, such as <c>http.get</c>.</param>
public sealed record StepIdentity(string Path, string Name, string Uses);
