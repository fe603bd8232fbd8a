using System.Text.Json;
using Runner.Plugins.ClientGen.Reading;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>Makes an action of each operation of an OpenAPI document. The model is interpreted: nothing is compiled.</summary>
public sealed class OpenApiSource : IActionSource
{
    StepApi? api;

    /// <inheritdoc/>
    public async ValueTask<ActionSourceDescription> DescribeAsync(ActionSourceEntry entry, CancellationToken cancel)
    {
        var read = await ReadAsync(entry, cancel).ConfigureAwait(false);
        if (read.Operations.Count == 0) throw new ActionSourceException($"{Path.GetFileName(entry.Document)} has no operation{(entry.Include.Count + entry.Exclude.Count > 0 ? " that `include` and `exclude` leave" : read.Model.Webhooks.Count > 0 ? ", only webhooks: those are calls that the API makes" : "")}");
        foreach (var scheme in entry.Auth.Keys)
        {
            if (read.Model.SecuritySchemes.Any(known => known.Id == scheme)) continue;
            var names = read.Model.SecuritySchemes.Select(static known => known.Id).ToList();
            throw new ActionSourceException($"`auth` has {scheme}, and the document has no such security scheme: {(names.Count == 0 ? "it has none" : $"there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names)}")}");
        }

        return new($"{read.Model.Title} {read.Model.Version}".Trim(), [.. read.Operations.Select(operation => StepDescription.Of(operation, read))]) { Notes = read.Notes };
    }

    /// <inheritdoc/>
    public async ValueTask<object?> RunAsync(ActionSourceEntry entry, string action, JsonElement inputs, ActionContext context, CancellationToken cancel)
    {
        var read = api ?? await ReadAsync(entry, cancel).ConfigureAwait(false);
        var operation = read.Find(action) ?? throw new ActionSourceException($"the document has no operation {action} any more: it changed while Runner was running");
        return await new StepCall(read, operation, entry, context).RunAsync(inputs, cancel).ConfigureAwait(false);
    }

    async ValueTask<StepApi> ReadAsync(ActionSourceEntry entry, CancellationToken cancel)
    {
        try
        {
            var source = new DocumentSource(null, ReadingLimits.Default) { Reader = (address, token) => entry.ReadAsync(address.IsFile ? address.LocalPath : address.AbsoluteUri, token) };
            var isUrl = DocumentSource.IsUrl(entry.Document);
            // Named as errors shall name it: with a folder of its own there would be no end of it.
            var folder = isUrl ? Environment.CurrentDirectory : Path.GetDirectoryName(entry.Document)!;
            var found = await ApiReader.ReadAsync(isUrl ? entry.Document : Path.GetFileName(entry.Document), folder, source, isLenient: true, cancel).ConfigureAwait(false);
            return api = StepApi.Of(found, entry);
        }
        catch (ApiDocumentException e) when (e.InnerException is NetworkException network)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(network);
            throw;
        }
        catch (ApiDocumentException e)
        {
            throw new ActionSourceException(e.Message, e);
        }
    }
}
