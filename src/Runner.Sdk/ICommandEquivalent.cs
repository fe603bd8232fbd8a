namespace Runner.Sdk;

/// <summary>
/// An action that a well-known program could do as well, such as a request that curl can make. Implemented beside
/// <see cref="IAction{TResult}"/>; Runner asks only where a run is to show the commands.
/// </summary>
public interface ICommandEquivalent
{
    /// <summary>
    /// The command that a person would type to do the same. Secrets are in it as they are: Runner masks each argument before
    /// it quotes it, so that no quoting hides one.
    /// </summary>
    /// <param name="context">What paths start from, and what masks secrets that only the action knows.</param>
    /// <exception cref="ActionInputException">An input cannot work, as <see cref="IAction{TResult}.RunAsync"/> would say too.</exception>
    EquivalentCommand ToCommand(ActionContext context);
}

/// <summary>A command line, not quoted.</summary>
/// <param name="Arguments">The program and its arguments.</param>
public sealed record EquivalentCommand(IReadOnlyList<string> Arguments)
{
    /// <summary>What the program reads from its standard input; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>
    /// The name of a shell variable that stands for what is not known yet, such as <c>TOKEN</c>; null for none. An argument that is
    /// <c>$TOKEN</c> and nothing else is left for the shell to fill in.
    /// </summary>
    public string? Variable { get; init; }

    /// <summary>What the command does not do as the action does, or what has to be done before, in a few words each. Shown after it, as a comment.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
