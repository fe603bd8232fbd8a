namespace Runner.Scripting.Loading;

/// <summary>
/// Scripts that stay loaded after their run, since a long-lived process runs the same ones again. What libraries remember by type
/// (System.Text.Json for every type that it ever wrote, for one) is then remembered once a script and not once a run, which no
/// unloading would free; and a script that has run before starts at once. The least recently used ones go.
/// </summary>
/// <param name="most">How many are kept; none at 0.</param>
sealed class LoadedScripts(int most)
{
    readonly LinkedList<(string Key, LoadedScript Script)> kept = new();

    /// <summary>The code of a key, in use until it is released; null when it is not here, or no longer what it was made from.</summary>
    public LoadedScript? Find(string key)
    {
        LoadedScript found;
        lock (kept)
        {
            if (NodeOf(key) is not { } node) return null;
            kept.Remove(node);
            kept.AddFirst(node);
            found = node.Value.Script;
            found.Use();
        }

        if (found.IsCurrent) return found;
        lock (kept)
        {
            if (NodeOf(key) is { } node && node.Value.Script == found) kept.Remove(node);
        }

        found.Drop();
        found.Release();
        return null;
    }

    /// <summary>Keeps code for later runs.</summary>
    /// <param name="key">Its key; there is none of it here.</param>
    /// <param name="script">The code.</param>
    /// <returns>The same, in use until it is released.</returns>
    public LoadedScript Add(string key, LoadedScript script)
    {
        script.Use();
        LoadedScript? evicted = null;
        lock (kept)
        {
            kept.AddFirst((key, script));
            if (kept.Count > most)
            {
                evicted = kept.Last!.Value.Script;
                kept.RemoveLast();
            }
        }

        evicted?.Drop();
        return script;
    }

    LinkedListNode<(string Key, LoadedScript Script)>? NodeOf(string key)
    {
        for (var node = kept.First; node is not null; node = node.Next)
            if (node.Value.Key == key) return node;
        return null;
    }
}
