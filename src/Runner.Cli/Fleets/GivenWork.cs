namespace Runner.Cli.Fleets;

/// <summary>What a command line asks to be done.</summary>
/// <param name="Work">What to do.</param>
/// <param name="Input">The file that is the commands' standard input; null for none. It is gone when this is disposed, if it was made for this.</param>
sealed record GivenWork(FleetWork Work, StdinFile? Input) : IDisposable
{
    public void Dispose() => Input?.Dispose();
}
