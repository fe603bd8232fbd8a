namespace Runner.Workflows.Importing;

/// <summary>What becomes of an option of curl.</summary>
enum CurlUse
{
    /// <summary>It is part of the request.</summary>
    Import,

    /// <summary>It changes what curl prints, which a workflow does not.</summary>
    Ignore,

    /// <summary>It cannot be carried over, and a warning says so.</summary>
    Warn,
}

/// <summary>An option of curl.</summary>
/// <param name="Name">The long name, without dashes.</param>
/// <param name="Short">The letter; a NUL for none.</param>
/// <param name="TakesValue">Whether a value follows.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Why">For a warning: what to do instead; null when there is nothing to say.</param>
sealed record CurlOption(string Name, char Short, bool TakesValue, CurlUse Use, string? Why = null);
