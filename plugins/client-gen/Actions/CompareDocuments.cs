using Runner.Plugins.ClientGen.Comparing;
using Runner.Plugins.ClientGen.Reading;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen;

/// <summary>
/// Tells what changed between two OpenAPI documents, and what of it breaks callers. The step succeeds whatever changed; <c>expect: result.breaking
/// == 0</c> judges it.
/// </summary>
[Action("client-gen.diff", Idempotent = true)]
public sealed record CompareDocuments : IAction<ApiDifference>
{
    /// <summary>The older document: a file, or a URL.</summary>
    public required string Old { get; init; }

    /// <summary>The newer document: a file, or a URL.</summary>
    public required string New { get; init; }

    /// <summary>Whether references that lead nowhere are taken for anything, with a warning. By default they are an error.</summary>
    public bool Lenient { get; init; }

    /// <inheritdoc/>
    public async ValueTask<ApiDifference> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var old = await DocumentFetching.ReadAsync(Old, "old", Lenient, context, cancel).ConfigureAwait(false);
        var fresh = await DocumentFetching.ReadAsync(New, "new", Lenient, context, cancel).ConfigureAwait(false);
        var changes = ApiComparer.Compare(old.Api, fresh.Api);
        return new(changes, [.. changes.Select(static change => change.ToString())], changes.Count(static change => change.Breaks));
    }
}

/// <summary>What changed between two documents.</summary>
/// <param name="Changes">The changes.</param>
/// <param name="Lines">The changes, a line each.</param>
/// <param name="Breaking">How many of them break callers.</param>
public sealed record ApiDifference(IReadOnlyList<ApiChange> Changes, IReadOnlyList<string> Lines, int Breaking);
