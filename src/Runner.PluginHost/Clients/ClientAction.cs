using System.Text.Json;
using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.PluginHost.Clients;

/// <summary>An action that a source makes of a document: there is no record, its inputs go to the source as JSON.</summary>
sealed class ClientAction(IActionSource source, WatchedEntry entry, ActionDescriptor descriptor, string name) : LoadedAction
{
    /// <inheritdoc/>
    public override Type InputType => typeof(IValueObject);

    /// <inheritdoc/>
    public override async ValueTask<object?> RunAsync(object action, ActionContext context, CancellationToken cancel)
    {
        var inputs = (IValueObject)action;
        MaskSecrets(inputs, descriptor.Inputs, context);
        using var json = JsonDocument.Parse(ValueJson.Write(Value.From(inputs)), new() { MaxDepth = ValueJson.MaxDepth });
        try
        {
            return await source.RunAsync(entry, name, json.RootElement, context, cancel).ConfigureAwait(false);
        }
        catch (ActionSourceException e)
        {
            throw new PluginLoadException($"{entry.Name}: {e.Message}", e);
        }
    }

    static void MaskSecrets(IValueObject values, TypeShape shape, ActionContext context)
    {
        foreach (var (name, value) in values.Entries)
        {
            if (shape.Field(name) is not { } field) continue;
            if (field.Secret) Mask(value, context);
            else if (value.Kind == ValueKind.Object) MaskSecrets(value.AsObject(), field.Type, context);
            else if (value.Kind == ValueKind.Array && field.Type.Element is { } element)
                foreach (var item in value.AsArray())
                    if (item.Kind == ValueKind.Object) MaskSecrets(item.AsObject(), element, context);
        }
    }

    static void Mask(Value value, ActionContext context)
    {
        switch (value.Kind)
        {
            case ValueKind.Object:
                foreach (var (_, part) in value.AsObject().Entries) Mask(part, context);
                break;
            case ValueKind.Array:
                foreach (var item in value.AsArray()) Mask(item, context);
                break;
            case ValueKind.String or ValueKind.Number when value.ToString() is { Length: > 0 } text:
                context.Mask(text);
                break;
        }
    }
}
