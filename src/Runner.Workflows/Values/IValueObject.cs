namespace Runner.Workflows.Values;

/// <summary>Values by name. Names match without regard to case, as in GitHub Actions' expressions.</summary>
public interface IValueObject
{
    /// <summary>The value of a name.</summary>
    bool TryGet(string name, out Value value);

    /// <summary>The names and values, in order.</summary>
    IEnumerable<KeyValuePair<string, Value>> Entries { get; }
}
