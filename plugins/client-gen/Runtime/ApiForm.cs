using System.Text;
using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Bodies that are forms (application/x-www-form-urlencoded).</summary>
sealed partial class ApiRequest
{
    /// <summary>Sets the body to a form: lists are fields of one name and objects JSON, but where another style is given; no style is JSON.</summary>
    public ApiRequest Form<T>(T value, params (string Name, string? Style, bool Explode)[] styles)
    {
        if (value is null) return this;
        // A form is written as a query is.
        var fields = new ApiRequest("", "", api);
        foreach (var field in ApiJson.Of(value).EnumerateObject())
        {
            var (name, style, explode) = styles.FirstOrDefault(each => each.Name == field.Name);
            if (style is null && (field.Value.ValueKind == JsonValueKind.Object || (name is not null && field.Value.ValueKind == JsonValueKind.Array))) fields.Query(field.Name, field.Value.GetRawText());
            else fields.Query(field.Name, field.Value, style ?? "form", name is null || explode);
        }

        return Body(new ByteArrayContent(Encoding.UTF8.GetBytes(fields.query.Replace("%20", "+").ToString().TrimStart('?'))), "application/x-www-form-urlencoded");
    }
}
