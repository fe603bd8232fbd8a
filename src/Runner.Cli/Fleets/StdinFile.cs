namespace Runner.Cli.Fleets;

/// <summary>The file that every remote command reads from its standard input.</summary>
sealed class StdinFile : IDisposable
{
    readonly bool isTemporary;

    StdinFile(string path, bool isTemporary) => (Path, this.isTemporary) = (path, isTemporary);

    /// <summary>Where it is, absolute.</summary>
    public string Path { get; }

    /// <summary>A file; of <c>-</c> one that holds what comes on standard input, since each host needs all of it.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static StdinFile Of(string given, Surroundings around)
    {
        if (given != "-")
        {
            var path = System.IO.Path.GetFullPath(given, around.WorkingDirectory);
            return File.Exists(path) ? new(path, isTemporary: false) : throw new UsageException($"--stdin {given}: there is no such file", null);
        }

        // Made for its owner only.
        var copy = new StdinFile(System.IO.Path.GetTempFileName(), isTemporary: true);
        try
        {
            using var input = around.Input();
            using var file = File.OpenWrite(copy.Path);
            input.CopyTo(file);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (isTemporary) File.Delete(Path);
    }
}
