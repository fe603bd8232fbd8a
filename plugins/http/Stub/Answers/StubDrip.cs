using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.Http;

/// <summary>An answer that comes slowly.</summary>
public sealed record StubDrip
{
    /// <summary>How many bytes to send at a time.</summary>
    [Range(1, int.MaxValue)]
    public int Bytes { get; init; } = 1;

    /// <summary>How long to wait after each of them.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the headers come slowly too, and not only the body.</summary>
    public bool Headers { get; init; }
}
