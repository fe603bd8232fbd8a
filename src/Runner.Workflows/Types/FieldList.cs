using System.Collections;

namespace Runner.Workflows.Types;

/// <summary>The fields of an object that grows: a workflow may declare thousands, and name each of them.</summary>
sealed class FieldList : IReadOnlyList<FieldShape>
{
    readonly List<FieldShape> fields = [];
    readonly Dictionary<string, FieldShape> byName = new(StringComparer.OrdinalIgnoreCase);

    public FieldList(IEnumerable<FieldShape> fields)
    {
        foreach (var field in fields) Add(field);
    }

    public int Count => fields.Count;

    public FieldShape this[int index] => fields[index];

    /// <summary>Adds a field; of two of one name the first stays.</summary>
    public void Add(FieldShape field)
    {
        if (byName.TryAdd(field.Name, field)) fields.Add(field);
    }

    /// <summary>Puts a field in the place of the one of its name.</summary>
    public void Replace(FieldShape field)
    {
        fields[fields.IndexOf(byName[field.Name])] = field;
        byName[field.Name] = field;
    }

    public FieldShape? Find(string name) => byName.GetValueOrDefault(name);

    public IEnumerator<FieldShape> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
