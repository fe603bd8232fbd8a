using System.Text.Json;
using System.Text.Json.Serialization;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>An object of the API.</summary>
public abstract class ApiObject
{
    /// <summary>What it has beyond the properties that are known.</summary>
    [JsonExtensionData] public Dictionary<string, JsonElement>? Extra { get; set; }
}
