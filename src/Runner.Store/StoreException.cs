namespace Runner.Store;

/// <summary>The run store cannot be used.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong, with the store's place.</param>
    /// <param name="help">What can be done about it; null for nothing.</param>
    /// <param name="inner">What the database said.</param>
    public StoreException(string message, string? help, Exception? inner = null) : base(message, inner) => Help = help;

    /// <summary>Whether it passes by itself, so that trying again makes sense: the server restarts, the file is locked, the disk is full.</summary>
    public bool IsTransient { get; init; }

    /// <summary>What can be done about it.</summary>
    public string? Help { get; }
}
