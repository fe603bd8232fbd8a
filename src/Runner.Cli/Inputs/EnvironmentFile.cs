namespace Runner.Cli.Inputs;

/// <summary>Files of <c>NAME=value</c> lines, with <c>#</c> comments, optional <c>export</c> and optional quotes. Nothing in a value is expanded.</summary>
static class EnvironmentFile
{
    /// <summary>Environment variables with those of a file over them.</summary>
    /// <exception cref="UsageException">The file cannot be read, or a line of it is wrong.</exception>
    public static Func<string, string?> Layer(string? path, Surroundings around)
    {
        if (path is null) return around.Variables;
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(around.WorkingDirectory, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--env-file {path}: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}", null);
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.StartsWith("export ", StringComparison.Ordinal)) line = line[7..].TrimStart();
            var equals = line.IndexOf('=');
            // The line itself may hold a secret, so it is not shown.
            if (equals < 1) throw new UsageException($"{path}:{i + 1}: this line is not NAME=value", null);
            variables[line[..equals].TrimEnd()] = Unquote(line[(equals + 1)..].Trim());
        }

        return name => variables.TryGetValue(name, out var value) ? value : around.Variables(name);
    }

    static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
