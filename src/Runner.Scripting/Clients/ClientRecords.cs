using System.Text;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.Scripting.Clients;

/// <summary>
/// The C# of the types by which scripts call operations, made from their shapes: without a line's end, so that lines of the script stay
/// where they are. Names of documents only get into it as literals, and as identifiers that were made of letters and digits.
/// </summary>
sealed class ClientRecords
{
    /// <summary>What the types' names begin with, so that they are told from those of plugins.</summary>
    public const string Prefix = "Client__";

    // What every type has from object, and the base type.
    static readonly string[] Taken = ["ToString", "GetType", "Equals", "GetHashCode", "MemberwiseClone", "Finalize", "ReferenceEquals", "Give", "ActionName", "GivenInputs"];

    readonly StringBuilder nested = new();
    readonly HashSet<string> types = new(StringComparer.Ordinal);

    /// <summary>What scripts call an action: <c>petstore.getPetById</c> is <c>Petstore.GetPetById</c>.</summary>
    public static string NameOf(string action)
    {
        var dot = action.IndexOf('.', StringComparison.Ordinal);
        return $"{Identifier(action[..dot])}.{Identifier(action[(dot + 1)..])}";
    }

    /// <summary>The name of the type.</summary>
    public static string TypeOf(string action) => Prefix + NameOf(action).Replace(".", "__", StringComparison.Ordinal);

    /// <summary>The type's declaration.</summary>
    public static string SourceOf(ActionDescriptor action) => new ClientRecords().Write(action);

    string Write(ActionDescriptor action)
    {
        var type = TypeOf(action.Name);
        types.Add(type);
        var inputs = new StringBuilder();
        var names = new HashSet<string>(Taken, StringComparer.Ordinal) { type };
        foreach (var field in action.Inputs.Fields)
        {
            var written = Written(field.Type, Identifier(field.Name), isInput: true);
            inputs.Append($" public {(field.Required ? "required " : "")}{written}{(field.Required ? "" : "?")} {Free(Identifier(field.Name), names)} {{ set => Give({Literal(field.Name)}, value); }}");
        }

        var json = Written(action.Result.Field("json")?.Type ?? TypeShape.Any, "Json", isInput: false);
        var problem = Written(action.Result.Field("problem")?.Type ?? TypeShape.Any, "Problem", isInput: false);
        return $"public sealed class {type} : global::Runner.Scripting.ClientCall<{Qualified(json)}, {Qualified(problem)}> {{ public {type}() : base({Literal(action.Name)}) {{ }}{inputs}{nested} }} ";

        // In the base list the types within are not in scope.
        string Qualified(string written) => types.Aggregate(written, (text, each) => each == type ? text : System.Text.RegularExpressions.Regex.Replace(text, $@"(?<![\w.:]){each}(?!\w)", $"{type}.{each}"));
    }

    string Written(TypeShape shape, string name, bool isInput) => shape.Kind switch
    {
        ShapeKind.String or ShapeKind.Choice or ShapeKind.Duration or ShapeKind.Connection => "string",
        ShapeKind.Integer => "long",
        ShapeKind.Number => "double",
        ShapeKind.Boolean => "bool",
        ShapeKind.List => $"global::System.Collections.Generic.List<{Written(shape.Element!, name + "Item", isInput)}>",
        ShapeKind.Map => $"global::System.Collections.Generic.Dictionary<string, {Written(shape.Element!, name + "Value", isInput)}>",
        ShapeKind.Object => Class(shape, name, isInput),
        _ => isInput ? "object" : "global::System.Text.Json.JsonElement",
    };

    string Class(TypeShape shape, string name, bool isInput)
    {
        var type = Free(name + "Of", types);
        var members = new StringBuilder();
        var names = new HashSet<string>(Taken, StringComparer.Ordinal) { type };
        foreach (var field in shape.Fields)
        {
            var member = Identifier(field.Name);
            var must = isInput && field.Required;
            members.Append($" [global::System.Text.Json.Serialization.JsonPropertyName({Literal(field.Name)})] public {(must ? "required " : "")}{Written(field.Type, name + member, isInput)}{(must ? "" : "?")} {Free(member, names)} {{ get; set; }}");
        }

        nested.Append($" public sealed class {type} {{{members} }}");
        return type;
    }

    static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++) free = $"{name}{number}";
        return free;
    }

    /// <summary>Words with capitals, of letters and digits alone.</summary>
    static string Identifier(string name)
    {
        var made = new StringBuilder();
        var begins = true;
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                begins = true;
                continue;
            }

            if (made.Length == 0 && char.IsAsciiDigit(letter)) made.Append('N');
            made.Append(begins ? char.ToUpperInvariant(letter) : letter);
            begins = false;
        }

        return made.Length == 0 ? "Unnamed" : made.ToString();
    }

    /// <summary>A text as a literal that nothing can end but its quote.</summary>
    static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ' ') literal.Append(letter);
            else literal.Append("\\u").Append(((int)letter).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
        }

        return literal.Append('"').ToString();
    }
}
