namespace Runner.Workflows.Values;

/// <summary>An object that can say why a value of it is false.</summary>
public interface IReasonedObject
{
    /// <summary>Why the value of a name is false; empty where nobody knows.</summary>
    IReadOnlyList<string> ReasonsOf(string name);
}
