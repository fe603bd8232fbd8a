using Runner.Workflows.Values;

namespace Runner.Engine.Durability;

/// <summary>What <see cref="IRunJournal.Seal"/> was given under a path.</summary>
/// <param name="Result">What the step answered.</param>
/// <param name="Outputs">Its outputs, or the job's.</param>
public sealed record SealedValues(Value Result, Value Outputs)
{
    /// <summary>What the paths begin with under which a run seals the secrets that it came to know, rather than a step's values.</summary>
    internal const char SecretsPrefix = '#';
}
