namespace Runner.Scripting.Packages;

/// <summary>Packages cannot be had.</summary>
/// <param name="code">NuGet's code, such as <c>NU1101</c>; <c>nuget</c> where it has none.</param>
/// <param name="message">Why, and what helps.</param>
/// <param name="package">The id of the package that it is about; null where it is about none, or all.</param>
sealed class PackageException(string code, string message, string? package = null) : Exception(message)
{
    /// <summary>NuGet's code.</summary>
    public string Code => code;

    /// <summary>The package.</summary>
    public string? Package => package;
}
