namespace Runner.Workflows.Types;

/// <summary>What a value may be, as far as is known before anything runs.</summary>
public enum ShapeKind
{
    /// <summary>Anything: JSON bodies, what nobody declared.</summary>
    Any,

    /// <summary>Text.</summary>
    String,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>As an input a text such as <c>10s</c>; in a result a number of milliseconds.</summary>
    Duration,

    /// <summary>One of the texts in <see cref="TypeShape.Choices"/>.</summary>
    Choice,

    /// <summary>A list of <see cref="TypeShape.Element"/>.</summary>
    List,

    /// <summary>Any names, each with an <see cref="TypeShape.Element"/>.</summary>
    Map,

    /// <summary>The names in <see cref="TypeShape.Fields"/> and no others.</summary>
    Object,

    /// <summary>The id of an earlier step that opened a connection of type <see cref="TypeShape.ConnectionType"/>.</summary>
    Connection,
}
