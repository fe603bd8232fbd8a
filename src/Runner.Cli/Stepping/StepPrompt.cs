using Runner.Engine;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Cli.Stepping;

/// <summary>
/// Asks before each step what to do. It writes to standard error, since standard output is the run's, and reads lines, so
/// that a person can type them and a program can send them.
/// </summary>
sealed class StepPrompt(Surroundings around) : IStepGate, IDisposable
{
    const string Help = """
          Enter           run the step
          s               skip it
          c               run it and the rest without asking
          q               end the run here; steps that clean up still run
          EXPR            show what an expression answers, such as steps.login.result.status
          NAME = EXPR     change a value in a context, such as env.BASE = 'http://localhost'
          i               show the inputs again
        """;

    readonly StreamReader input = new(around.Input());
    bool isAsking = true;

    public async ValueTask<StepDecision> AskAsync(PausedStep step, CancellationToken cancel)
    {
        if (!isAsking) return StepDecision.Run;
        around.Error.WriteLine($"{step.Step.Path}  {step.Step.Name}  {step.Step.Uses}  {step.Location}");
        ShowInputs(step);
        while (true)
        {
            around.Error.Write("step (? for help)> ");
            // Reading cannot be cancelled; who cancels does not wait for it.
            var line = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancel).ConfigureAwait(false);
            switch (line?.Trim())
            {
                case null:
                    around.Error.WriteLine("\nthe input has ended, and so does the run");
                    return StepDecision.Stop;
                case "":
                case "r":
                    return StepDecision.Run;
                case "s":
                    return StepDecision.Skip;
                case "c":
                    isAsking = false;
                    return StepDecision.Run;
                case "q":
                    return StepDecision.Stop;
                case "i":
                    ShowInputs(step);
                    break;
                case "?" or "h" or "help":
                    around.Error.WriteLine($"{Help}\n  contexts: {string.Join(", ", step.Contexts)}");
                    break;
                case var text:
                    Try(() => Do(step, text));
                    break;
            }
        }
    }

    public void Dispose() => input.Dispose();

    void Do(PausedStep step, string text)
    {
        if (AssignmentIn(text) is var (target, expression))
        {
            step.Set(target, expression);
            text = target;
        }

        around.Error.WriteLine($"  {text} = {Show(step.Evaluate(text))}");
    }

    void ShowInputs(PausedStep step) => Try(() =>
    {
        foreach (var (name, value) in step.Inputs().AsObject().Entries) around.Error.WriteLine($"  {name}: {Show(value)}");
    });

    void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is ExpressionSyntaxException or ExpressionEvaluationException or ContextChangeException or TemplateException)
        {
            around.Error.WriteLine($"  {e.Message}");
        }
    }

    /// <summary>The sides of a single <c>=</c>; null when there is none. Comparisons have other signs beside it.</summary>
    static (string Target, string Expression)? AssignmentIn(string text)
    {
        var at = text.IndexOf('=');
        if (at <= 0 || at + 1 == text.Length || text[at + 1] == '=' || text[at - 1] is '!' or '<' or '>' || text.AsSpan(0, at).ContainsAny("\"(|&")) return null;
        return (text[..at].Trim(), text[(at + 1)..].Trim());
    }

    static string Show(Value value) => value.Kind is ValueKind.Array or ValueKind.Object ? ValueJson.Write(value, indented: false)
        : value.Kind == ValueKind.String ? $"'{value.AsString()}'"
        : value.IsNull ? "null" : value.ToString();
}
