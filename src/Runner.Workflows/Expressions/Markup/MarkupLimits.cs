namespace Runner.Workflows.Expressions.Markup;

/// <summary>How much of a peer's markup is read.</summary>
static class MarkupLimits
{
    /// <summary>The longest text, in characters.</summary>
    public const int Characters = 16 * 1024 * 1024;

    /// <summary>How deep HTML's elements may nest; deeper ones become siblings, as in browsers.</summary>
    public const int Depth = 512;

    /// <summary>
    /// How long reading HTML may take, and then selecting from it: there are texts and selectors whose time grows with the square of the
    /// text's length.
    /// </summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(10);

    public static void Check(string text)
    {
        if (text.Length > Characters) throw new MarkupException($"the text has {text.Length} characters, more than the limit of {Characters}");
    }
}
