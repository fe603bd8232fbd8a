namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Something in a document that is wrong, or that could not be used.</summary>
/// <param name="Message">What, and what would be right.</param>
/// <param name="Place">Where.</param>
public sealed record DocumentProblem(string Message, DocumentPlace Place)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Message}";
}

/// <summary>A document cannot be used: it cannot be read, is no OpenAPI document, or refers to what is not there.</summary>
public sealed class ApiDocumentException : Exception
{
    const int Shown = 20;

    /// <summary>Makes the exception.</summary>
    /// <param name="problems">What is wrong; at least one thing.</param>
    /// <param name="inner">What caused it.</param>
    public ApiDocumentException(IReadOnlyList<DocumentProblem> problems, Exception? inner = null) : base(TextOf(problems), inner) => Problems = problems;

    internal ApiDocumentException(string message, DocumentPlace place, Exception? inner = null) : this([new(message, place)], inner)
    {
    }

    /// <summary>What is wrong, each with its place.</summary>
    public IReadOnlyList<DocumentProblem> Problems { get; }

    static string TextOf(IReadOnlyList<DocumentProblem> problems) =>
        string.Join('\n', problems.Take(Shown).Select(static problem => problem.ToString())) + (problems.Count > Shown ? $"\nand {problems.Count - Shown} more" : "");
}
