using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>What stands under <c>with</c>, compared with the shapes that the action wants.</summary>
sealed class InputChecker(ExpressionChecker expressions, DiagnosticBag diagnostics)
{
    /// <summary>The value of a node as a template; null, with a diagnostic, when it cannot be right.</summary>
    /// <param name="node">What the workflow says.</param>
    /// <param name="shape">What is wanted.</param>
    /// <param name="path">What it is for, such as <c>auth.bearer</c>.</param>
    /// <param name="scope">What its expressions may name.</param>
    public InputTemplate? Check(YamlNode node, TypeShape shape, string path, ScopeShape scope)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return CheckScalar(scalar, shape, path, scope);
            case YamlSequence sequence when shape.Kind is ShapeKind.List or ShapeKind.Any:
                var items = sequence.Items.Select((item, i) => Check(item, shape.Element ?? TypeShape.Any, FieldPath.Of(path, i), scope)).ToList();
                return items.Contains(null) ? null : new ListTemplate(items!, node.Location);
            case YamlMapping when shape is { Kind: ShapeKind.List, Element.Kind: ShapeKind.Object or ShapeKind.Map }:
                return Check(node, shape.Element, path, scope) is { } single ? new ListTemplate([single], node.Location) : null;
            case YamlMapping mapping when shape.Kind is ShapeKind.Object:
                return CheckFields(mapping, shape, path, scope);
            case YamlMapping mapping when shape.Kind is ShapeKind.Map or ShapeKind.Any:
                return CheckEntries(mapping.Entries, shape.Element ?? TypeShape.Any, mapping, path, scope);
            default:
                diagnostics.Error(DiagnosticCodes.WrongInputType, node.Location, $"`{path}` must be {shape.Phrase}, and this is {node.Display}", shape.Hint);
                return null;
        }
    }

    /// <summary>Entries of whatever names, each of the same shape.</summary>
    public MapTemplate? CheckEntries(IReadOnlyList<YamlEntry> entries, TypeShape element, YamlNode owner, string path, ScopeShape scope)
    {
        var templates = new List<NamedTemplate>();
        foreach (var (key, value) in entries)
        {
            if (key.Text.Contains("${{", StringComparison.Ordinal))
                diagnostics.Error(DiagnosticCodes.InvalidValue, key.Location, "a name is what stands there; it may not hold an expression", "a mapping with such names is made by fromJSON(format('{{\"{0}\": 1}}', inputs.name))");
            if (Check(value, element, FieldPath.Of(path, key.Text), scope) is { } entry) templates.Add(new(key.Text, entry));
        }

        return templates.Count == entries.Count ? new(templates, owner.Location) : null;
    }

    /// <summary>The fields of an object: unknown ones, missing ones, and each one's own shape.</summary>
    public MapTemplate? CheckFields(YamlMapping mapping, TypeShape shape, string path, ScopeShape scope) =>
        CheckFields(mapping.Entries, shape, mapping, path, scope, path.Length > 0 ? $"`{path}`" : "it");

    /// <inheritdoc cref="CheckFields(YamlMapping, TypeShape, string, ScopeShape)"/>
    public MapTemplate? CheckFields(IReadOnlyList<YamlEntry> entries, TypeShape shape, YamlNode owner, string path, ScopeShape scope, string subject)
    {
        var complete = true;
        var templates = new List<NamedTemplate>();
        var given = new Dictionary<string, YamlScalar>(StringComparer.OrdinalIgnoreCase);
        var misspelt = new List<string>();
        foreach (var (key, value) in entries)
        {
            if (shape.Field(key.Text) is not { } field)
            {
                complete = false;
                if (diagnostics.IsFull) break;
                var names = shape.Fields.Select(candidate => candidate.Name).ToList();
                if (DidYouMean.Suggest(key.Text, names) is { } meant) misspelt.Add(meant);
                diagnostics.Error(DiagnosticCodes.UnknownInput, key.Location, $"{subject} has no input `{ShownText.Shorten(key.Text)}`", NameHelp.For(key.Text, names));
                continue;
            }

            if (!given.TryAdd(key.Text, key))
            {
                diagnostics.Error(DiagnosticCodes.DuplicateKey, key.Location, $"the input `{field.Name}` stands here twice",
                    $"it is already on line {given[key.Text].Location.Start.Line}; upper and lower case are the same");
                complete = false;
                continue;
            }

            if (Check(value, field.Type, FieldPath.Of(path, field.Name), scope) is { } template) templates.Add(new(field.Name, template));
            else complete = false;
        }

        foreach (var field in shape.Fields)
        {
            // Whoever misspelt the name has been told so, and that is enough.
            if (!field.Required || given.ContainsKey(field.Name) || misspelt.Contains(field.Name)) continue;
            var place = owner is YamlScalar || entries.Count == 0 ? owner.Location : entries[0].Key.Location;
            diagnostics.Error(DiagnosticCodes.MissingInput, place, $"{subject} needs the input `{field.Name}`", field.Description);
            complete = false;
        }

        return complete ? new(templates, owner.Location) : null;
    }

    // A text is what stands there: 1.10 is not 1.1, and 007 is not 7.
    InputTemplate? CheckScalar(YamlScalar scalar, TypeShape shape, string path, ScopeShape scope)
    {
        if (expressions.Text(scalar, scope) is not var (template, answered)) return null;
        if (template is ConstantTemplate constant)
        {
            try
            {
                return constant with { Value = ShapeConverter.Convert(shape.Kind == ShapeKind.String && !constant.Value.IsNull ? Value.From(scalar.Text) : constant.Value, shape, path) };
            }
            catch (ShapeException e)
            {
                diagnostics.Error(DiagnosticCodes.WrongInputType, scalar.Location, e.Message, e.Help);
                return null;
            }
        }

        if (CanBecome(answered, shape)) return template;
        diagnostics.Error(DiagnosticCodes.WrongInputType, scalar.Location, $"`{path}` must be {shape.Phrase}, and this expression answers {answered.Phrase}");
        return null;
    }

    /// <summary>Whether some value of the one shape fits the other; the converter decides on the value itself.</summary>
    static bool CanBecome(TypeShape answered, TypeShape wanted) => (answered.Kind, wanted.Kind) switch
    {
        (ShapeKind.Any, _) or (_, ShapeKind.Any) => true,
        (_, ShapeKind.List) => answered.Kind == ShapeKind.List || CanBecome(answered, wanted.Element!),
        (ShapeKind.Object or ShapeKind.Map, ShapeKind.Object or ShapeKind.Map) => true,
        (ShapeKind.Object or ShapeKind.Map or ShapeKind.List, _) => false,
        (_, ShapeKind.Object or ShapeKind.Map) => false,
        (ShapeKind.Boolean, ShapeKind.Number or ShapeKind.Integer or ShapeKind.Duration) => false,
        (ShapeKind.Number or ShapeKind.Integer or ShapeKind.Duration, ShapeKind.Boolean or ShapeKind.Duration) => false,
        _ => true,
    };
}
