namespace Runner.PluginHost.Manifests;

/// <summary>What a <see cref="JsonCursor"/> stands at.</summary>
enum JsonToken
{
    Nothing,
    Object,
    Array,
    Text,
    Integer,
    True,
    False,
    Null,
}
