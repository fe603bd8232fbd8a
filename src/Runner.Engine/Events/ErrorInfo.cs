namespace Runner.Engine.Events;

/// <summary>Why something failed.</summary>
/// <param name="Kind">
/// An <see cref="Sdk.ErrorKind"/> in kebab case (<c>timeout</c>, <c>rate-limit</c>), or what failed on this side:
/// <c>expectation</c>, <c>failed</c>, <c>expression</c>, <c>input</c>, <c>plugin</c>, <c>action</c>, <c>workflow</c> (one that was called), <c>interrupted</c> (Runner was killed while it ran).
/// </param>
/// <param name="Message">What happened, in a sentence.</param>
public sealed record ErrorInfo(string Kind, string Message)
{
    /// <summary>The kind of an expectation that does not hold.</summary>
    public const string Expectation = "expectation";

    /// <summary>The kind of a failure that the workflow itself asked for.</summary>
    public const string Failed = "failed";

    /// <summary>The kind of what Runner's own end cut short, where it is not known what had been done.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The kind of a script that needs more memory than there is, or than it may have.</summary>
    public const string Memory = "memory";

    /// <summary>Whom it happened with.</summary>
    public string? Target { get; init; }

    /// <summary>The protocol's status, where it has one.</summary>
    public int? Status { get; init; }

    /// <summary>What the user can do about it.</summary>
    public string? Help { get; init; }

    /// <summary>Where in the workflow, as <c>file:line:column</c>.</summary>
    public string? Location { get; init; }
}
