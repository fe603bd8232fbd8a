using System.IO.Enumeration;
using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Chooses operations by patterns: <c>/pets/*</c> a path, <c>GET /pets/*</c> a method too, anything else a tag or an operationId. <c>*</c> stands for any text.</summary>
static class OperationSelection
{
    /// <summary>The operations that are included, and not excluded.</summary>
    /// <param name="operations">All.</param>
    /// <param name="include">What is included; everything where nothing is said.</param>
    /// <param name="exclude">What is not.</param>
    public static IReadOnlyList<ApiOperation> Of(IReadOnlyList<ApiOperation> operations, IReadOnlyList<string> include, IReadOnlyList<string> exclude) =>
        include.Count == 0 && exclude.Count == 0 ? operations
            : [.. operations.Where(operation => (include.Count == 0 || include.Any(pattern => Fits(operation, pattern))) && !exclude.Any(pattern => Fits(operation, pattern)))];

    /// <summary>Whether a pattern chooses an operation.</summary>
    public static bool Fits(ApiOperation operation, string pattern)
    {
        var slash = pattern.IndexOf('/', StringComparison.Ordinal);
        if (slash == 0) return Matches(pattern, operation.Path);
        if (slash > 1 && pattern[slash - 1] == ' ') return Matches(pattern, $"{operation.Method} {operation.Path}");
        return operation.Tags.Any(tag => Matches(pattern, tag)) || (operation.Id is { } id && Matches(pattern, id));

        static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text);
    }
}
