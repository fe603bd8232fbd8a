using System.Security.Cryptography;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>GitHub's function on files.</summary>
static class FileFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "hashFiles", MinArguments = 1, MaxArguments = Function.NoLimit,
            Parameters = [new("pattern", TypeShape.String)],
            Result = TypeShape.String,
            Summary = "The SHA-256 hash over the files that match the patterns (*, ?, [a-z], **, !exclude); empty when none does.",
            Example = "hashFiles('no-such-file')", ExampleResult = "\"\"",
            Body = HashFiles,
        },
    ];

    static Value HashFiles(Arguments arguments)
    {
        var patterns = new List<string>();
        var followLinks = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            var pattern = arguments.Text(i);
            if (i > 0 || !pattern.StartsWith("--", StringComparison.Ordinal)) patterns.Add(pattern);
            else if (string.Equals(pattern, "--follow-symbolic-links", StringComparison.OrdinalIgnoreCase)) followLinks = true;
            else throw arguments.Error($"'{pattern}' is not an option; the only one is --follow-symbolic-links", i);
        }

        try
        {
            return Value.From(Hash(new FileGlob(arguments.Environment.BaseDirectory, patterns, followLinks)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw arguments.Error($"hashFiles failed: {e.Message}", e);
        }
    }

    /// <summary>The hash of the files' hashes.</summary>
    static string Hash(FileGlob glob)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var found = false;
        foreach (var file in glob.Files())
        {
            using var stream = File.OpenRead(file);
            all.AppendData(SHA256.HashData(stream));
            found = true;
        }

        return found ? Convert.ToHexStringLower(all.GetHashAndReset()) : "";
    }
}
