namespace Runner.Plugins.ClientGen;

/// <summary>Something that differs between two documents.</summary>
/// <param name="Where">Where: <c>GET /pets</c>, <c>Pet.name</c>.</param>
/// <param name="What">What.</param>
/// <param name="Breaks">Whether callers that worked with the old document may not work with the new one.</param>
public sealed record ApiChange(string Where, string What, bool Breaks)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Breaks ? "breaks" : "      ")}  {Where}: {What}";
}
