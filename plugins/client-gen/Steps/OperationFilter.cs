using System.IO.Enumeration;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>What <c>include</c> and <c>exclude</c> of an entry mean: a tag, an operation, or a path and what is below it; <c>*</c> stands for anything.</summary>
static class OperationFilter
{
    public static bool Fits(string pattern, StepOperation operation)
    {
        if (pattern.StartsWith('/')) return Matches(pattern, operation.Api.Path) || Matches(pattern.TrimEnd('/') + "/*", operation.Api.Path);
        return Matches(pattern, operation.Name) || operation.Api.Tags.Any(tag => Matches(pattern, tag));
    }

    static bool Matches(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), text, ignoreCase: true);
}
