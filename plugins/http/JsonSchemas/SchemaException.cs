namespace Runner.Plugins.Http;

/// <summary>A JSON Schema cannot be used as it is.</summary>
public sealed class SchemaException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="place">Where in the schema: <c>user.schema.json#/properties/age</c>.</param>
    /// <param name="problem">What is wrong there, and what would be right.</param>
    /// <param name="inner">What caused it.</param>
    public SchemaException(string place, string problem, Exception? inner = null) : base($"{place}: {problem}", inner) => Place = place;

    /// <summary>Where in the schema: the file's name and a JSON Pointer.</summary>
    public string Place { get; }
}
