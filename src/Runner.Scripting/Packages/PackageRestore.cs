using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Runner.Scripting.Caching;
using Runner.Sdk;

namespace Runner.Scripting.Packages;

/// <summary>
/// Has the packages that scripts name: a project that names them is restored by the installed SDK, once, with a lock file, so that the
/// same script gets the same files until its packages change.
/// </summary>
static class PackageRestore
{
    /// <summary>The folder's name in the cache of scripts.</summary>
    public const string FolderName = "packages";

    const int MostRestored = 100;
    const string ProjectName = "packages.csproj";
    const string LockFile = "packages.lock.json";

    /// <summary>Restores packages, unless that was done before and all is still there.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="from">The folder of the script: <c>NuGet.config</c> files count that are in it and above.</param>
    /// <param name="folder">Where projects and lock files are kept; null for nowhere.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="PackageException">They cannot be had.</exception>
    public static RestoredPackages Restore(IReadOnlyList<PackageName> packages, string from, string? folder, CancellationToken cancel)
    {
        if (packages.Count == 0) return RestoredPackages.None;
        try
        {
            if (folder is not null) return RestoreIn(Path.Combine(folder, NameOf(packages, from)), packages, from, cancel);
            // Of a name that nobody can know beforehand: others may write to where it lies. The packages themselves are elsewhere.
            var once = Directory.CreateTempSubdirectory("runner-packages-");
            try
            {
                return RestoreIn(once.FullName, packages, from, cancel);
            }
            finally
            {
                once.Delete(recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new PackageException("nuget", $"the packages cannot be restored: {e.Message}");
        }
    }

    /// <summary>What was restored, as it is listed.</summary>
    /// <param name="folder">Where projects and lock files are kept.</param>
    public static IEnumerable<CachedScript> List(string folder)
    {
        if (!Directory.Exists(folder)) yield break;
        foreach (var restored in new DirectoryInfo(folder).GetDirectories())
        {
            var project = new FileInfo(Path.Combine(restored.FullName, ProjectName));
            if (!project.Exists) continue;
            var names = XDocument.Load(project.FullName).Descendants("PackageReference").Select(package => $"{(string?)package.Attribute("Include")} {((string?)package.Attribute("Version"))?.Trim('[', ']')}");
            yield return new("packages", string.Join(", ", names), restored.GetFiles("*", SearchOption.AllDirectories).Sum(file => file.Length), new(project.LastWriteTimeUtc));
        }
    }

    static RestoredPackages RestoreIn(string folder, IReadOnlyList<PackageName> packages, string from, CancellationToken cancel)
    {
        PrivateFile.MakeFolder(folder);
        using var held = FileLock.Take(Path.Combine(folder, "lock"), cancel);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        var runtime = RuntimeInformation.RuntimeIdentifier;
        if (ReadKnown(assets, runtime) is { } known) return known;
        var project = Path.Combine(folder, ProjectName);
        File.WriteAllText(project, ProjectOf(packages, from, runtime, File.Exists(Path.Combine(folder, LockFile))));
        // Whatever stands in the folders above is for other projects.
        foreach (var other in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"]) File.WriteAllText(Path.Combine(folder, other), "<Project/>\n");
        DotnetRestore.Run(project, cancel);
        var restored = AssetsFile.Read(assets, runtime);
        Trim(folder);
        return restored.IsThere ? restored : throw new PackageException("nuget", "the SDK restored packages, and not all of their files are there");
    }

    /// <summary>Removes what was restored longest ago. A script that needs it again has it restored again.</summary>
    static void Trim(string folder)
    {
        // Made without a cache, it lies among what is not ours.
        if (Path.GetFileName(Path.GetDirectoryName(folder)) != FolderName) return;
        foreach (var old in new DirectoryInfo(Path.GetDirectoryName(folder)!).GetDirectories().OrderByDescending(other => other.LastWriteTimeUtc).Skip(MostRestored))
        {
            try
            {
                old.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use at this moment, or gone already.
            }
        }
    }

    static RestoredPackages? ReadKnown(string assets, string runtime)
    {
        try
        {
            return File.Exists(assets) && AssetsFile.Read(assets, runtime) is { IsThere: true } restored ? restored : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or PackageException)
        {
            return null; // cut short, or of another time: it is made again
        }
    }

    static string ProjectOf(IReadOnlyList<PackageName> packages, string from, string runtime, bool isLocked)
    {
        var items = string.Concat(packages.Select(package => $"    <PackageReference Include=\"{package.Id}\" Version=\"[{package.Version}]\" />\n"));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{runtime}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
                <NuGetLockFilePath>{LockFile}</NuGetLockFilePath>
                <RestoreLockedMode>{(isLocked ? "true" : "false")}</RestoreLockedMode>
                <RestoreRootConfigDirectory>{Escape(from)}</RestoreRootConfigDirectory>
              </PropertyGroup>
              <ItemGroup>
            {items}  </ItemGroup>
            </Project>

            """;
    }

    /// <summary>As MSBuild reads a property: its own special characters, then XML's.</summary>
    static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text)
        {
            if ("%$@'();?*".Contains(letter, StringComparison.Ordinal)) escaped.Append('%').Append(((int)letter).ToString("X2", null));
            else escaped.Append(letter);
        }

        return SecurityElement.Escape(escaped.ToString());
    }

    static string NameOf(IReadOnlyList<PackageName> packages, string from)
    {
        var names = packages.Select(package => $"{package.Id.ToLowerInvariant()} {package.Version.ToLowerInvariant()}").Order(StringComparer.Ordinal);
        var text = $"{Environment.Version.Major} {RuntimeInformation.RuntimeIdentifier}\n{from}\n{string.Join('\n', names)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..20];
    }
}
