namespace Runner.Scripting.Compiling;

/// <summary>Code that is compiled piece by piece, each of which sees what those before it declared.</summary>
interface IScriptConversation
{
    /// <summary>Whether a text is a whole, as far as that can be told: no bracket is open, no statement lacks its end.</summary>
    bool IsComplete(string text);

    /// <summary>Compiles the next piece. When it compiles, the pieces after it see it.</summary>
    CompiledScript Compile(string text, CancellationToken cancel);

    /// <summary>The names that could stand at the end of a text, the likeliest first, and how many characters of the text they replace.</summary>
    (IReadOnlyList<string> Names, int Typed) Complete(string text);
}
