using System.Collections;

namespace Runner.Workflows.Types;

/// <summary>The fields of an object that grows: a workflow may declare thousands, and name each of them.</summary>
sealed class FieldList : IReadOnlyList<FieldShape>
{
    readonly List<FieldShape> fields = [];
    readonly Dictionary<string, FieldShape> byName = new(StringComparer.OrdinalIgnoreCase);

    readonly FieldList? behind;

    /// <summary>Makes a list.</summary>
    /// <param name="fields">Its fields.</param>
    /// <param name="behind">Fields that come after them where no name is the same. They are not copied: thousands of jobs may each have a few over thousands.</param>
    public FieldList(IEnumerable<FieldShape> fields, FieldList? behind = null)
    {
        this.behind = behind;
        foreach (var field in fields) Add(field);
    }

    public int Count => fields.Count + (behind is null ? 0 : Visible.Count());

    public FieldShape this[int index] => index < fields.Count ? fields[index] : Visible.ElementAt(index - fields.Count);

    IEnumerable<FieldShape> Visible => behind!.Where(each => !byName.ContainsKey(each.Name));

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

    public FieldShape? Find(string name) => byName.GetValueOrDefault(name) ?? behind?.Find(name);

    public IEnumerator<FieldShape> GetEnumerator() => behind is null ? fields.GetEnumerator() : fields.Concat(Visible).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
