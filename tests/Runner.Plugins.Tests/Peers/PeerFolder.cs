namespace Runner.Plugins.Tests.Peers;

/// <summary>A folder for a test's files, gone after it.</summary>
sealed class PeerFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("runner-peer-").FullName;

    /// <summary>Writes a file and tells its path.</summary>
    public string Write(string name, string text)
    {
        var path = At(name);
        File.WriteAllText(path, text);
        return path;
    }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
