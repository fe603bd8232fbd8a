namespace Runner.Workflows.Values;

/// <summary>The kinds of value that the expression language knows.</summary>
public enum ValueKind
{
    /// <summary>Null.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A double-precision number.</summary>
    Number,

    /// <summary>Text.</summary>
    String,

    /// <summary>A list of values.</summary>
    Array,

    /// <summary>Values by name; names match without regard to case.</summary>
    Object,
}
