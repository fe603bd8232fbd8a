using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>What a job or a step is repeated for.</summary>
sealed class LoopChecker(ExpressionChecker expressions, InputChecker inputs, DiagnosticBag diagnostics)
{
    static readonly TypeShape AnyList = new(ShapeKind.List) { Element = TypeShape.Any };

    static readonly TypeShape Position = ScopeShape.ObjectOf([new("index", TypeShape.Number), new("count", TypeShape.Number)]);

    static readonly HashSet<string> Contexts = new(["inputs", "secrets", "env", "steps", "needs", "result", "jobs", InventoryScope.Name, CheckedLoop.Position], StringComparer.OrdinalIgnoreCase);

    /// <summary>The loop, and the scope of what it repeats: with the item and its position.</summary>
    public (CheckedLoop? Loop, ScopeShape Scope) Check(LoopSyntax? loop, ScopeShape scope)
    {
        if (loop is null) return (null, scope);
        var name = NameOf(loop);
        var (items, item) = loop.Items is { } list ? CheckItems(list, scope) : loop.Matrix is { } matrix ? CheckMatrix(matrix, scope) : (null, TypeShape.Any);
        var parallel = loop.MaxParallel is { } count ? inputs.Check(count, new(ShapeKind.Integer), "max-parallel", scope) : null;
        if (parallel?.Constant is { Kind: ValueKind.Number } constant && constant.AsNumber() is < 1 or > CheckedLoop.MostAtOnce)
            diagnostics.Error(DiagnosticCodes.InvalidValue, parallel.Location, $"`max-parallel` must be from 1 to {CheckedLoop.MostAtOnce}");
        var size = loop.BatchSize is { } batch ? inputs.Check(batch, new(ShapeKind.Integer), "batch-size", scope) : null;
        if (size?.Constant is { Kind: ValueKind.Number } written && written.AsNumber() is < 1 or > CheckedLoop.LargestBatch)
            diagnostics.Error(DiagnosticCodes.InvalidValue, size.Location, $"`batch-size` must be from 1 to {CheckedLoop.LargestBatch}");
        var inside = scope.With(name, item).With(CheckedLoop.Position, Position);
        return (items is null ? null : new(items, name) { MaxParallel = parallel, FailFast = loop.FailFast, Distribute = loop.Distributed is not null, BatchSize = size }, inside);
    }

    string NameOf(LoopSyntax loop)
    {
        var standard = loop.Matrix is null ? "item" : "matrix";
        if (loop.As is not { } name) return standard;
        if (!Identifier.IsValid(name.Text))
            diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"`{ShownText.Shorten(name.Text)}` cannot be an item's name", Identifier.Help);
        else if (Contexts.Contains(name.Text))
            diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"`{name.Text}` means something else already, and cannot be an item's name", $"without `as`, the item is `{standard}`");
        else return name.Text;
        return standard;
    }

    (InputTemplate? Items, TypeShape Item) CheckItems(YamlNode node, ScopeShape scope)
    {
        if (node is YamlScalar scalar)
        {
            if (scalar.Text.Contains("${{", StringComparison.Ordinal))
            {
                if (expressions.Text(scalar, scope) is not var (template, shape)) return (null, TypeShape.Any);
                if (shape.Kind is ShapeKind.List or ShapeKind.Any) return (template, shape.Element ?? TypeShape.Any);
                diagnostics.Error(DiagnosticCodes.WrongInputType, node.Location, $"`for-each` must be a list, and this expression answers {shape.Phrase}",
                    shape.Kind is ShapeKind.Object or ShapeKind.Map ? "values(x) lists the values of a mapping, keys(x) its names" : "a text with separators becomes a list with split(text, ',')");
                return (null, TypeShape.Any);
            }

            diagnostics.Error(DiagnosticCodes.WrongInputType, node.Location, $"`for-each` must be a list, and this is {node.Display}",
                scalar.Value.IsNull ? "such as for-each: [eu, us]"
                : scalar.Value.Kind == ValueKind.Number ? $"to repeat it {scalar.Text} times, write ${{{{ range({scalar.Text}) }}}}"
                : scope.Find(scalar.Text.Split('.')[0]) is not null ? $"an expression stands in braces: ${{{{ {scalar.Text} }}}}"
                : $"write [{ShownText.Shorten(scalar.Text)}]; an expression stands in ${{{{ }}}}");
            return (null, TypeShape.Any);
        }

        if (node is YamlMapping)
        {
            diagnostics.Error(DiagnosticCodes.WrongInputType, node.Location, "`for-each` must be a list, and this is a mapping", "start each item with `- `; lists that are combined stand under `matrix:`");
            return (null, TypeShape.Any);
        }

        var written = inputs.Check(node, AnyList, "for-each", scope);
        return (written, written?.Constant is { } constant ? ValueShape.Of(constant.AsArray()) : TypeShape.Any);
    }

    (InputTemplate? Items, TypeShape Item) CheckMatrix(MatrixSyntax matrix, ScopeShape scope)
    {
        var complete = true;
        var axes = new List<NamedTemplate>();
        var names = new DeclaredNames("an axis' name", diagnostics);
        var fields = new FieldList([]);
        foreach (var (key, value) in matrix.Axes)
        {
            names.Add(key);
            var (items, item) = CheckItems(value, scope, $"the axis `{key.Text}`");
            fields.Add(new(key.Text, item));
            if (items is null) complete = false;
            else axes.Add(new(key.Text, items));
        }

        var include = CheckEntries(matrix.Include, "include", scope, fields, ref complete);
        var exclude = CheckEntries(matrix.Exclude, "exclude", scope, fields, ref complete);
        // Entries that an expression makes may bring any field.
        var shape = include is { Constant: null } ? TypeShape.Any : ScopeShape.ObjectOf(fields);
        if (!complete) return (null, shape);
        try
        {
            return (new MatrixTemplate(axes, include, exclude, matrix.Node.Location), shape);
        }
        catch (TemplateException e)
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, e.Location, e.Message);
            return (null, shape);
        }
    }

    (InputTemplate? Items, TypeShape Item) CheckItems(YamlNode node, ScopeShape scope, string what)
    {
        if (node is YamlSequence || node is YamlScalar { Text: var text } && text.Contains("${{", StringComparison.Ordinal)) return CheckItems(node, scope);
        diagnostics.Error(DiagnosticCodes.WrongInputType, node.Location, $"{what} of the matrix must be a list, and this is {node.Display}", node is YamlScalar scalar ? $"write [{scalar.Text}]" : "such as region: [eu, us]");
        return (null, TypeShape.Any);
    }

    InputTemplate? CheckEntries(YamlNode? node, string key, ScopeShape scope, FieldList axes, ref bool complete)
    {
        if (node is null) return null;
        if (node is YamlScalar { Text: var text } && text.Contains("${{", StringComparison.Ordinal))
        {
            var made = CheckItems(node, scope).Items;
            complete &= made is not null;
            return made;
        }

        if (node is not YamlSequence sequence || sequence.Items.Any(item => item is not YamlMapping))
        {
            var wrong = node is YamlSequence items ? items.Items.First(item => item is not YamlMapping) : node;
            diagnostics.Error(DiagnosticCodes.WrongInputType, wrong.Location, $"`{key}` must be a list of mappings, and this is {wrong.Display}", $"such as {key}: [{{ region: eu }}]");
            complete = false;
            return null;
        }

        foreach (var (name, _) in sequence.Items.OfType<YamlMapping>().SelectMany(item => item.Entries))
        {
            if (key == "exclude" && axes.Find(name.Text) is null)
                diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"the matrix has no axis `{name.Text}`, so this entry excludes nothing", NameHelp.For(name.Text, [.. axes.Select(axis => axis.Name)], "there are"));
        }

        var template = inputs.Check(node, AnyList, key, scope);
        complete &= template is not null;
        if (key == "include" && template?.Constant is { } constant)
        {
            foreach (var field in ValueShape.Of(constant.AsArray()).Fields) Widen(axes, field);
        }

        return template;
    }

    /// <summary>A field that only some combinations have is null in the others.</summary>
    static void Widen(FieldList fields, FieldShape field)
    {
        if (fields.Find(field.Name) is { } axis) fields.Replace(axis with { Type = ValueShape.Union(axis.Type, field.Type) });
        else fields.Add(field with { Type = field.Type with { Nullable = true } });
    }
}
