using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories;

/// <summary>A pattern chooses no hosts, or is none.</summary>
public sealed class InventoryPatternException : Exception
{
    internal InventoryPatternException(string message, string? help, TextSpan span) : base(message)
    {
        Help = help;
        Span = span;
    }

    /// <summary>What would be right; null when the message says it.</summary>
    public string? Help { get; }

    /// <summary>Which part of the pattern is meant.</summary>
    public TextSpan Span { get; }
}
