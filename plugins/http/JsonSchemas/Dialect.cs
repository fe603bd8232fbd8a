namespace Runner.Plugins.Http;

/// <summary>A version of JSON Schema.</summary>
enum Dialect
{
    /// <summary>Draft-07, and 06, whose keywords are all in it.</summary>
    Draft07,
    Draft202012,
}

/// <summary>Versions by the addresses of their meta-schemas.</summary>
static class Dialects
{
    /// <summary>The version that a <c>$schema</c> names; null for one that is not known.</summary>
    internal static Dialect? Find(string schema) => schema.TrimEnd('#') switch
    {
        "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft/2020-12/schema" => Dialect.Draft202012,
        "http://json-schema.org/draft-07/schema" or "https://json-schema.org/draft-07/schema" => Dialect.Draft07,
        "http://json-schema.org/draft-06/schema" or "https://json-schema.org/draft-06/schema" => Dialect.Draft07,
        _ => null,
    };
}
