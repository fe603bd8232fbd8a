namespace Runner.Plugins.Ssh.Commands;

/// <summary>How long those parts of a command's life may take that no option sets.</summary>
sealed record CommandLimits
{
    public static CommandLimits Standard { get; } = new();

    /// <summary>How long a login shell's start-up files and sudo may take.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may take to end on its own accord, once it was asked to.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);
}
