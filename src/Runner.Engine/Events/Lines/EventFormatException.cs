namespace Runner.Engine.Events.Lines;

/// <summary>A line of a log is not an event.</summary>
public sealed class EventFormatException : Exception
{
    internal EventFormatException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
