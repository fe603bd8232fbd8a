using System.IO.Compression;
using System.Text;

namespace Runner.Scripting.Tests.Fixtures;

/// <summary>A folder with packages that a test makes, and a <c>NuGet.config</c> beside its scripts that knows no other source.</summary>
sealed class PackageFeed
{
    readonly string folder;

    public PackageFeed(ScriptBench bench)
    {
        folder = bench.PathOf("feed");
        Directory.CreateDirectory(folder);
        bench.Write("NuGet.config", """
            <configuration>
              <packageSources><clear/><add key="feed" value="feed"/></packageSources>
              <config><add key="globalPackagesFolder" value="packages"/></config>
              <fallbackPackageFolders><clear/></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>Adds a package.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="version">Its version.</param>
    /// <param name="code">What its assembly is made of.</param>
    /// <param name="dependsOn">Another package that it needs, of at least a version.</param>
    /// <param name="files">More files, by their place in the package.</param>
    public PackageFeed Add(string id, string version, string code, (string Id, string Version, byte[] Assembly)? dependsOn = null, params (string Path, byte[] Content)[] files)
    {
        var references = new List<string>();
        if (dependsOn is { } needed)
        {
            var reference = Path.Combine(folder, needed.Id + ".dll");
            File.WriteAllBytes(reference, needed.Assembly);
            references.Add(reference);
        }

        using var package = ZipFile.Open(Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        Write($"{id}.nuspec", Encoding.UTF8.GetBytes($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
              <id>{id}</id><version>{version}</version><authors>a test</authors><description>made by a test</description>
              <dependencies><group targetFramework="net8.0">{(dependsOn is { } dependency ? $"<dependency id=\"{dependency.Id}\" version=\"{dependency.Version}\"/>" : "")}</group></dependencies>
            </metadata></package>
            """));
        Write($"lib/net8.0/{id}.dll", Emitted.Bytes(id, code, [.. references]));
        foreach (var (path, content) in files) Write(path, content);
        foreach (var reference in references) File.Delete(reference);
        return this;

        void Write(string path, byte[] content)
        {
            using var stream = package.CreateEntry(path).Open();
            stream.Write(content);
        }
    }
}
