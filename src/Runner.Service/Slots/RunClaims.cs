using System.Security.Cryptography;
using System.Text;
using Runner.Engine;
using Runner.Engine.Concurrency;
using Runner.Engine.Secrets;
using Runner.Store.Queue;
using Runner.Workflows.Checked;
using Runner.Workflows.Inventories;

namespace Runner.Service.Slots;

/// <summary>The places in groups that a run of a workflow takes while it runs.</summary>
public static class RunClaims
{
    /// <summary>The workflow's concurrency group with the run's inputs.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="run">The run that will be queued.</param>
    /// <param name="composer">Composes it.</param>
    public static IReadOnlyList<ConcurrencyClaim> Of(CheckedWorkflow workflow, NewRun run, IRunComposer composer)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(composer);
        if (workflow.Concurrency is null) return [];
        try
        {
            var request = composer.Compose(workflow, run);
            return WorkflowConcurrency.Of(request) is { } group ? [new(Plain(group.Group, request), group.Limit)] : [];
        }
        catch (Exception e) when (e is RunRefusedException or InventoryLoadException)
        {
            // The run will say the same as soon as it begins, where it is seen.
            return [];
        }
    }

    /// <summary>The store keeps groups as they are: of one with a secret in it, what is the same for the same.</summary>
    static string Plain(string group, RunRequest request)
    {
        var masker = new SecretMasker();
        foreach (var secret in request.Secrets.Values) masker.Add(secret);
        masker.AddInput(request.Confidential);
        return masker.MaskText(group) is var masked && masked == group ? group : $"{masked} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(group)))[..16]}";
    }
}
