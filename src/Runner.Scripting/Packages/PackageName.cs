using System.Text.RegularExpressions;

namespace Runner.Scripting.Packages;

/// <summary>A package of one version, as scripts name it: <c>#r "nuget: Shop, 1.2.3"</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
sealed partial record PackageName(string Id, string Version)
{
    const string Prefix = "nuget:";

    /// <summary>Whether what <c>#r</c> names is a package.</summary>
    public static bool Is(string reference) => reference.TrimStart().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads what <c>#r</c> names.</summary>
    /// <param name="reference">What stands between its quotes.</param>
    /// <param name="problem">What is wrong with it, where it cannot be read.</param>
    public static PackageName? Parse(string reference, out string? problem)
    {
        var (id, version) = reference.Trim()[Prefix.Length..].Split(',', StringSplitOptions.TrimEntries) switch
        {
            [var only] => (only, ""),
            [var first, var second] => (first, second),
            _ => ("", ""),
        };
        problem = !Ids().IsMatch(id) ? $"`{reference}` names no package: it is written #r \"nuget: Package, 1.2.3\""
            : version.Length == 0 ? $"the version of {id} is missing: it is written #r \"nuget: {id}, 1.2.3\""
            : Versions().IsMatch(version) ? null
            : $"`{version}` is not one version of {id}, and a script that runs today shall run tomorrow: name the one that is meant, such as 1.2.3";
        return problem is null ? new(id, version) : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*$")]
    private static partial Regex Ids();

    // As NuGet reads them (semver.org 2.0, and the fourth number of .NET).
    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?$")]
    private static partial Regex Versions();
}
