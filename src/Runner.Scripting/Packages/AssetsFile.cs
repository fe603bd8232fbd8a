using System.Text.Json;

namespace Runner.Scripting.Packages;

/// <summary>What a restore found, <c>project.assets.json</c>: the format that the SDK itself builds from.</summary>
static class AssetsFile
{
    /// <summary>Reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="runtime">The runtime identifier that was restored for.</param>
    /// <exception cref="PackageException">It does not say what is needed, or a package needs a framework that Runner does not have.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is damaged.</exception>
    public static RestoredPackages Read(string path, string runtime)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var libraries = root.GetProperty("libraries");
        var target = root.GetProperty("targets").EnumerateObject().FirstOrDefault(target => target.Name.EndsWith("/" + runtime, StringComparison.Ordinal));
        if (target.Value.ValueKind != JsonValueKind.Object) throw new PackageException("nuget", $"the SDK restored nothing for {runtime}");
        List<string> compile = [], running = [], natives = [];
        foreach (var package in target.Value.EnumerateObject())
        {
            if (package.Value.TryGetProperty("frameworkReferences", out var frameworks))
            {
                foreach (var framework in frameworks.EnumerateArray())
                    if (framework.GetString() is { } name and not "Microsoft.NETCore.App") throw new PackageException("nuget", $"{package.Name} needs the framework {name}, which Runner does not have", package.Name.Split('/')[0]);
            }

            var folder = libraries.GetProperty(package.Name).TryGetProperty("path", out var below) ? below.GetString()! : "";
            Add("compile", compile);
            Add("runtime", running);
            Add("native", natives);

            void Add(string kind, List<string> to)
            {
                if (!package.Value.TryGetProperty(kind, out var assets)) return;
                // "_._" stands for a folder that is empty on purpose.
                foreach (var asset in assets.EnumerateObject().Where(asset => !asset.Name.EndsWith("_._", StringComparison.Ordinal))) to.Add(Find(folders, folder, asset.Name));
            }
        }

        return new(compile, running, natives);
    }

    static string Find(List<string> folders, string package, string asset)
    {
        foreach (var folder in folders)
            if (Path.Combine(folder, package, asset) is var path && File.Exists(path)) return path;
        return Path.Combine(folders[0], package, asset);
    }
}
