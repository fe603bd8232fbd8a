using System.Text.Json;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Manifests;

/// <summary>
/// Writes a shape: the name of its kind when there is nothing more to say, else an object.
/// </summary>
static class ShapeWriter
{
    public static void Write(Utf8JsonWriter json, TypeShape shape)
    {
        var kind = Name(shape.Kind);
        if (!shape.Nullable && shape.Choices.Count == 0 && shape.Element is null && shape.Fields.Count == 0 && shape.ConnectionType is null && shape.Pattern is null)
        {
            json.WriteStringValue(kind);
            return;
        }

        json.WriteStartObject();
        json.WriteString("kind", kind);
        if (shape.Nullable) json.WriteBoolean("nullable", true);
        if (shape.ConnectionType is not null) json.WriteString("connection", shape.ConnectionType);
        if (shape.Pattern is not null) json.WriteString("pattern", shape.Pattern);
        if (shape.Choices.Count > 0)
        {
            json.WriteStartArray("choices");
            foreach (var choice in shape.Choices) json.WriteStringValue(choice);
            json.WriteEndArray();
        }

        if (shape.Element is not null)
        {
            json.WritePropertyName("element");
            Write(json, shape.Element);
        }

        if (shape.Fields.Count > 0)
        {
            json.WriteStartArray("fields");
            foreach (var field in shape.Fields) Write(json, field);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, FieldShape field)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WritePropertyName("type");
        Write(json, field.Type);
        if (field.Description is not null) json.WriteString("description", field.Description);
        if (field.Required) json.WriteBoolean("required", true);
        if (field.Secret) json.WriteBoolean("secret", true);
        if (field.ShellCommand) json.WriteBoolean("shellCommand", true);
        if (field.Deprecated is not null) json.WriteString("deprecated", field.Deprecated);
        if (field.Starts.Count > 0)
        {
            json.WriteStartArray("starts");
            foreach (var start in field.Starts) json.WriteStringValue(start);
            json.WriteEndArray();
        }

        if (field.StartsUnless is not null) json.WriteString("startsUnless", field.StartsUnless);
        if (field.Minimum is { } minimum) json.WriteNumber("minimum", minimum);
        if (field.Maximum is { } maximum) json.WriteNumber("maximum", maximum);
        if (field.Default is not null) json.WriteString("default", field.Default);
        json.WriteEndObject();
    }

    static string Name(ShapeKind kind) => kind switch
    {
        ShapeKind.String => "string",
        ShapeKind.Integer => "integer",
        ShapeKind.Number => "number",
        ShapeKind.Boolean => "boolean",
        ShapeKind.Duration => "duration",
        ShapeKind.Choice => "choice",
        ShapeKind.List => "list",
        ShapeKind.Map => "map",
        ShapeKind.Object => "object",
        ShapeKind.Connection => "connection",
        _ => "any",
    };
}
