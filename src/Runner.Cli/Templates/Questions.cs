namespace Runner.Cli.Templates;

/// <summary>Asks a person, line by line. Who cannot be asked answers with every default.</summary>
sealed class Questions(Surroundings around)
{
    readonly bool isAsking = around.IsInputTerminal() && around.IsTerminal();
    readonly bool hasColors = around.Variables("NO_COLOR") is not { Length: > 0 } && around.Variables("TERM") != "dumb";
    TextReader? answers;

    /// <summary>Asks until the answer is right.</summary>
    /// <param name="question">The question, without a question mark.</param>
    /// <param name="byDefault">What an empty answer means.</param>
    /// <param name="problemWith">What is wrong with an answer; null when it is right.</param>
    /// <exception cref="OperationCanceledException">The input ended.</exception>
    public string Ask(string question, string byDefault, Func<string, string?> problemWith)
    {
        if (!isAsking) return byDefault;
        answers ??= new StreamReader(around.Input());
        while (true)
        {
            around.Out.Write(hasColors ? $"\e[1m{question}\e[0m \e[2m[{byDefault}]\e[0m: " : $"{question} [{byDefault}]: ");
            var line = answers.ReadLine();
            if (line is null)
            {
                around.Out.WriteLine();
                throw new OperationCanceledException("the input ended");
            }

            var answer = line.Trim() is { Length: > 0 } given ? given : byDefault;
            if (problemWith(answer) is not { } problem) return answer;
            around.Out.WriteLine($"  {problem}");
        }
    }
}
