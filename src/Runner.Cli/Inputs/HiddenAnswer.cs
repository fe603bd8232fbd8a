using System.Text;

namespace Runner.Cli.Inputs;

/// <summary>Asks a question whose answer does not appear on the screen.</summary>
static class HiddenAnswer
{
    /// <summary>The answer; null where nobody can be asked, or nobody wants to answer.</summary>
    public static string? Ask(string question)
    {
        if (Console.IsInputRedirected) return null;
        Console.Error.Write(question);
        var answer = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    Console.Error.WriteLine();
                    return answer.ToString();
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when answer.Length == 0:
                    Console.Error.WriteLine();
                    return null;
                case { Key: ConsoleKey.Backspace }:
                    if (answer.Length > 0) answer.Length--;
                    break;
                case { Key: ConsoleKey.U, Modifiers: ConsoleModifiers.Control }:
                    answer.Clear();
                    break;
                default:
                    if (!char.IsControl(key.KeyChar)) answer.Append(key.KeyChar);
                    break;
            }
        }
    }
}
