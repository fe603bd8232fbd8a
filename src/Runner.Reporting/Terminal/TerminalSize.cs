namespace Runner.Reporting;

/// <summary>The size of a terminal, in characters.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record TerminalSize(int Width, int Height)
{
    /// <summary>What is assumed where nobody knows: 80 by 24.</summary>
    public static TerminalSize Default { get; } = new(80, 24);

    /// <summary>The size of the console; <see cref="Default"/> where it has none.</summary>
    public static TerminalSize OfConsole()
    {
        try
        {
            // Zero is what a pseudo-terminal says whose size nobody has set.
            var (width, height) = (Console.WindowWidth, Console.WindowHeight);
            return width > 0 && height > 0 ? new(width, height) : Default;
        }
        catch (IOException)
        {
            return Default;
        }
    }
}
