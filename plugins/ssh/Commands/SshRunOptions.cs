namespace Runner.Plugins.Ssh;

/// <summary>How a command runs on the other side, and what becomes of its output.</summary>
/// <remarks><see cref="Environment"/>, <see cref="Directory"/> and <see cref="Sudo"/> need a POSIX <c>/bin/sh</c> there.</remarks>
public sealed record SshRunOptions
{
    /// <summary>How much is kept of each stream unless told otherwise: 1 MiB.</summary>
    public const int DefaultMaxOutput = 1024 * 1024;

    /// <summary>Variables to add to its environment; null takes one away. They are sent over the connection and are in no list of processes.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The folder that it starts in, <c>~</c> being the user's; null for the user's.</summary>
    public string? Directory { get; init; }

    /// <summary>What it reads from its standard input, from where the stream stands to its end; null for nothing. It is not disposed.</summary>
    public Stream? Stdin { get; init; }

    /// <summary>Whether it gets a terminal. Standard output and error come as one then.</summary>
    public bool Pty { get; init; }

    /// <summary>The user that it runs as by sudo; null for the one that logged in.</summary>
    public SshSudo? Sudo { get; init; }

    /// <summary>How long it may run, until it is ended with all of its processes; null for as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How many bytes of each stream are kept; the rest is read and dropped.</summary>
    public int MaxOutput { get; init; } = DefaultMaxOutput;

    /// <summary>Gets all of the standard output as it comes, however much; it is not disposed.</summary>
    public Stream? CopyStdoutTo { get; init; }

    /// <summary>Told each line as it comes, one after the other, those of standard output and error in turn. A line is cut into pieces of 16 Ki characters.</summary>
    public Action<SshOutputLine>? OnLine { get; init; }

    /// <summary>Told what went wrong without ending the run, such as processes that could not be ended.</summary>
    public Action<string>? OnWarning { get; init; }
}

/// <summary>A line that a command wrote.</summary>
/// <param name="IsError">Whether it wrote it to its standard error.</param>
/// <param name="Text">The line, without its end.</param>
public readonly record struct SshOutputLine(bool IsError, string Text);
