using System.Text.Json;

namespace Runner.Sdk;

/// <summary>
/// Makes actions of a document, such as one for each operation of an API. One instance serves one entry of <c>clients:</c> for as long
/// as the process lives, from several threads at once; named by <see cref="ActionSourceAttribute"/>.
/// </summary>
public interface IActionSource
{
    /// <summary>
    /// Tells of the entry's actions. Runner keeps the answer, and asks again when a document that was read by
    /// <see cref="ActionSourceEntry.ReadAsync"/>, the entry or the plugin has changed: a run that uses no action of the entry loads
    /// neither the plugin nor the document.
    /// </summary>
    /// <param name="entry">What <c>runner.yaml</c> says.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ActionSourceException">The document cannot be used; the message says why and where.</exception>
    ValueTask<ActionSourceDescription> DescribeAsync(ActionSourceEntry entry, CancellationToken cancel);

    /// <summary>Runs one of them once. The process need not be the one that asked for the description.</summary>
    /// <param name="entry">What <c>runner.yaml</c> says.</param>
    /// <param name="action">The action's name, without the entry's.</param>
    /// <param name="inputs">The inputs, an object, fitted to the schema of the description.</param>
    /// <param name="context">What it may use of Runner.</param>
    /// <param name="cancel">Ends the attempt.</param>
    /// <returns>An object like any action's result: expressions read its public properties.</returns>
    /// <exception cref="NetworkException">The network or the peer failed.</exception>
    /// <exception cref="ActionInputException">An input's value cannot work; its name may go on with a path into the input, such as <c>body.tags[0]</c>.</exception>
    /// <exception cref="ActionSourceException">The document cannot be used any more.</exception>
    ValueTask<object?> RunAsync(ActionSourceEntry entry, string action, JsonElement inputs, ActionContext context, CancellationToken cancel);
}
