namespace Runner.Plugins.Http;

/// <summary>One thing about a value that a JSON Schema does not allow.</summary>
/// <param name="Pointer">Where in the value, as a JSON Pointer (RFC 6901): <c>/items/3/price</c>; empty for the whole value.</param>
/// <param name="Problem">What it must be, and what it is: <c>must be a number, is "12"</c>.</param>
public sealed record SchemaViolation(string Pointer, string Problem)
{
    /// <summary>The place and the problem.</summary>
    public override string ToString() => $"{(Pointer.Length == 0 ? "(root)" : Pointer)}: {Problem}";
}
