using Runner.Engine;
using Runner.Engine.Secrets;
using Runner.Workflows.Checked;
using Runner.Workflows.Values;

namespace Runner.Cli.Runs;

/// <summary>The inputs of a run that is queued, as the store takes them: those with a secret in them apart, to be sealed.</summary>
/// <param name="Plain">All of them as a JSON object, secrets masked.</param>
/// <param name="Secret">Those in which a secret stands, as they are; null for none.</param>
sealed record QueuedInputs(string Plain, string? Secret)
{
    /// <summary>Parts inputs that were given; what is wrong with them is found here, where the user sees it, and not by the run.</summary>
    /// <param name="workflow">The workflow; secrets that it declares are looked for as this process has them.</param>
    /// <param name="given">What is given, by name.</param>
    /// <param name="around">The environment.</param>
    /// <exception cref="UsageException">One does not fit.</exception>
    public static QueuedInputs Of(CheckedWorkflow workflow, IReadOnlyDictionary<string, GivenInput> given, Surroundings around)
    {
        IValueObject resolved;
        try
        {
            resolved = WorkflowInputs.Resolve(workflow, given);
        }
        catch (WorkflowInputException e)
        {
            throw new UsageException(string.Join("\nerror: ", e.Problems), "give inputs as --input name=value");
        }

        var masker = new SecretMasker();
        foreach (var name in workflow.Secrets)
            if (around.Variables(name) is { Length: > 0 } secret) masker.Add(secret);
        var (plain, secrets) = (new ValueObject(), new ValueObject());
        foreach (var (name, value) in resolved.Entries)
        {
            // What was not given is not said: the default at the time of the run counts.
            if (!given.Keys.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            plain[name] = masker.MaskValue(value);
            if (ValueJson.Write(plain[name]) != ValueJson.Write(value)) secrets[name] = value;
        }

        return new(ValueJson.Write(Value.From(plain), indented: false), secrets.Entries.Any() ? ValueJson.Write(Value.From(secrets), indented: false) : null);
    }
}
