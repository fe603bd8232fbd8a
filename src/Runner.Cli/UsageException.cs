namespace Runner.Cli;

/// <summary>The command cannot be carried out as it was given.</summary>
sealed class UsageException(string message, string? help) : Exception(message)
{
    /// <summary>What would be right.</summary>
    public string? Help { get; } = help;
}
