using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>Paths of this machine, as options of <c>ssh</c> take them.</summary>
static class LocalPath
{
    /// <summary>A path whole: <c>~/</c> is the home folder, and others are relative to the working directory.</summary>
    /// <exception cref="ActionInputException">It is empty, or has characters that the client cannot be given.</exception>
    public static string Of(string path, string input)
    {
        if (path.Length == 0) throw new ActionInputException(input, $"`{input}` is empty: give the path of a file.");
        if (path.Contains('"', StringComparison.Ordinal) || path.Contains("${", StringComparison.Ordinal) || path.Any(char.IsControl))
            throw new ActionInputException(input, $"`{input}` {Words.Quote(path)} has a double quote, ${{ or a control character in it, which the OpenSSH client cannot be given.");
        return path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path.AsSpan(1))
            : Path.GetFullPath(path);
    }

    /// <summary>The path of a file that is there, whole.</summary>
    /// <exception cref="ActionInputException">There is no such file.</exception>
    public static string Existing(string path, string input)
    {
        var whole = Of(path, input);
        if (!File.Exists(whole)) throw new ActionInputException(input, $"`{input}` {whole} {(Directory.Exists(whole) ? "is a folder, not a file" : "does not exist")}.");
        return whole;
    }

    /// <summary>A path as the value of an option: spaces kept together, percent signs not expanded.</summary>
    public static string Quoted(string path, string input) =>
        $"\"{Of(path, input).Replace("%", "%%", StringComparison.Ordinal).Replace("\\", OperatingSystem.IsWindows() ? "/" : "\\\\", StringComparison.Ordinal)}\"";
}
