using System.Runtime.CompilerServices;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Goes through pages.</summary>
static class ApiPages
{
    /// <summary>Pages that name the next one. A cursor that comes again ends them.</summary>
    public static async IAsyncEnumerable<TItem> ByCursor<TPage, TItem>(Func<string?, CancellationToken, Task<TPage>> get, Func<TPage, IEnumerable<TItem>?> items, Func<TPage, string?> next, string? start, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (var cursor = start; ;)
        {
            var page = await get(cursor, cancel).ConfigureAwait(false);
            foreach (var item in items(page) ?? []) yield return item;
            var following = next(page);
            if (string.IsNullOrEmpty(following) || following == cursor) yield break;
            cursor = following;
        }
    }

    /// <summary>Pages that are counted, by items or by pages; an empty one is the last.</summary>
    public static async IAsyncEnumerable<TItem> ByOffset<TPage, TItem>(Func<long, CancellationToken, Task<TPage>> get, Func<TPage, IEnumerable<TItem>?> items, bool byPage, long start, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (var offset = start; ;)
        {
            var count = 0;
            foreach (var item in items(await get(offset, cancel).ConfigureAwait(false)) ?? [])
            {
                count++;
                yield return item;
            }

            if (count == 0) yield break;
            offset += byPage ? 1 : count;
        }
    }
}
