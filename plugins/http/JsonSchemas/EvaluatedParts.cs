namespace Runner.Plugins.Http;

/// <summary>Which properties and items of a value some schema had a word on, for <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.</summary>
sealed class EvaluatedParts
{
    HashSet<string>? properties;
    HashSet<int>? items;
    int firstItems;

    internal void Property(string name) => (properties ??= new(StringComparer.Ordinal)).Add(name);

    internal void Item(int index) => (items ??= []).Add(index);

    /// <summary>All items before an index.</summary>
    internal void FirstItems(int count) => firstItems = Math.Max(firstItems, count);

    internal bool HasProperty(string name) => properties?.Contains(name) == true;

    internal bool HasItem(int index) => index < firstItems || items?.Contains(index) == true;

    internal void Add(EvaluatedParts other)
    {
        if (other.properties is not null) (properties ??= new(StringComparer.Ordinal)).UnionWith(other.properties);
        if (other.items is not null) (items ??= []).UnionWith(other.items);
        FirstItems(other.firstItems);
    }
}
