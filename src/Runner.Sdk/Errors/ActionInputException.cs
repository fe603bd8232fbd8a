namespace Runner.Sdk;

/// <summary>An input's value cannot work, and only the action could know: a port that is taken, a file that does not exist.</summary>
public sealed class ActionInputException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="input">The input's name as the workflow writes it, such as <c>auth</c>.</param>
    /// <param name="message">What is wrong with the value, and what would be right.</param>
    /// <param name="inner">What caused it.</param>
    public ActionInputException(string input, string message, Exception? inner = null) : base(message, inner) => Input = input;

    /// <summary>The input's name as the workflow writes it.</summary>
    public string Input { get; }
}
