using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Inventories;
using Runner.Engine.Secrets;

namespace Runner.Engine;

/// <summary>What every part of one run shares.</summary>
sealed class RunContext(RunRequest request, EventStream events, SecretMasker masker, RunTally tally, Ending whole) : IDisposable
{
    SemaphoreSlim? asking = request.Gate is null ? null : new(1);

    public RunRequest Request { get; } = request;

    public EventStream Events { get; } = events;

    public SecretMasker Masker { get; } = masker;

    public RunTally Tally { get; } = tally;

    /// <summary>The hosts that actions may name; null for none.</summary>
    public RunInventory? Inventory { get; init; }

    /// <summary>What makes it go on in another process; null where it does not.</summary>
    public DurableRun? Durable { get; init; }

    /// <summary>Cancelled when the run stops without an end.</summary>
    public CancellationToken Suspended { get; init; }

    public TimeProvider Time => Request.Time;

    /// <summary>Asks the gate, one step at a time.</summary>
    /// <exception cref="OperationCanceledException">The run ended meanwhile.</exception>
    public async ValueTask<StepDecision> AskAsync(IStepGate gate, PausedStep step, CancellationToken cancel)
    {
        // What cleans up after the end is not asked about.
        if (whole.IsRequested) return StepDecision.Run;
        await asking!.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var decision = await gate.AskAsync(step, cancel).ConfigureAwait(false);
            if (decision == StepDecision.Stop) whole.End(new("cancelled", "the run was ended before this step"));
            return decision;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>The same run for what a script makes, of which nothing is gone on with by itself.</summary>
    public RunContext OfScript() => new(Request, Events, Masker, Tally, whole) { Inventory = Inventory, Suspended = Suspended, asking = asking };

    public void Dispose() => asking?.Dispose();
}
