using Runner.Engine.Events;
using Runner.Cli.Hosts;

namespace Runner.Cli.Repl;

/// <summary>What a step says while it runs, to whoever typed it. How it ended is the answer.</summary>
sealed class ReplObserver(Surroundings around) : IRunObserver
{
    public void Observe(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case StepLogged log:
                foreach (var line in log.Message.Split('\n')) around.Out.WriteLine(PrintableText.Of(line.TrimEnd('\r')));
                break;
            case RetryScheduled retry:
                around.Error.WriteLine($"retry: attempt {retry.Attempt} of {retry.Attempts}: {PrintableText.Of(retry.Reason)}");
                break;
        }
    }
}
