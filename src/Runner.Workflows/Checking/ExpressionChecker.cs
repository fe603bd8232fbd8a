using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Scalars to checked expressions: conditions and texts with <c>${{ }}</c>.</summary>
sealed class ExpressionChecker(DiagnosticBag diagnostics)
{
    static readonly FunctionRegistry Functions = FunctionRegistry.Default;

    /// <summary>A condition: a bare expression, or one <c>${{ }}</c> around the whole.</summary>
    public CheckedCondition? Condition(YamlScalar? scalar, string key, ScopeShape scope)
    {
        if (scalar is null) return null;
        var leading = scalar.Text.Length - scalar.Text.TrimStart().Length;
        var text = scalar.Text.Trim();
        try
        {
            if (text.Length == 0) throw new ExpressionSyntaxException(ExpressionErrorKind.Parsing, "An expression was expected", default);
            if (!text.Contains("${{", StringComparison.Ordinal)) return Typed(Expression.Parse(text, Functions), leading);
            var template = Template.Parse(text, Functions);
            if (template.IsSingleExpression) return Typed(template.Parts[0].Expression!, leading + template.Parts[0].ExpressionOffset);
            diagnostics.Error(DiagnosticCodes.TextAroundCondition, scalar.Location, $"`{key}` has text around `${{{{ }}}}`, so it would always be true",
                $"write one bare expression, such as `{key}: {WithoutBraces(template) ?? "result.status == 200"}`");
        }
        catch (ExpressionSyntaxException e)
        {
            Report(e, scalar, leading);
        }

        return null;

        CheckedCondition Typed(Expression expression, int offset)
        {
            new ExpressionTyper(scope, diagnostics, span => scalar.LocationOf(span with { Start = span.Start + offset })).TypeOfCondition(expression.Root);
            return new(expression, scalar.LocationOf(new(offset, expression.Text.Length)));
        }
    }

    /// <summary>A text that may hold <c>${{ }}</c>, and the shape of what it answers.</summary>
    public (InputTemplate Template, TypeShape Shape)? Text(YamlScalar scalar, ScopeShape scope)
    {
        if (!scalar.Text.Contains("${{", StringComparison.Ordinal)) return (new ConstantTemplate(scalar.Value, scalar.Location), TypeShape.Any);
        try
        {
            var template = Template.Parse(scalar.Text, Functions);
            var shape = TypeShape.String;
            foreach (var part in template.Parts)
            {
                if (part.Expression is not { } expression) continue;
                var typer = new ExpressionTyper(scope, diagnostics, span => scalar.LocationOf(span with { Start = span.Start + part.ExpressionOffset }));
                var answered = template.IsSingleExpression ? typer.TypeOf(expression.Root) : typer.TypeOfPart(expression.Root);
                if (template.IsSingleExpression) shape = answered;
            }

            return (new TextTemplate(template, scalar.Location), shape);
        }
        catch (ExpressionSyntaxException e)
        {
            Report(e, scalar, 0);
            return null;
        }
    }

    /// <summary>The text as one expression, where dropping the braces makes one.</summary>
    static string? WithoutBraces(Template template)
    {
        var text = string.Concat(template.Parts.Select(part => part.Expression?.Text.Trim() ?? template.Text.Substring(part.Span.Start, part.Span.Length)));
        try
        {
            return Expression.Parse(text, Functions).Text;
        }
        catch (ExpressionSyntaxException)
        {
            return null;
        }
    }

    void Report(ExpressionSyntaxException e, YamlScalar scalar, int offset) =>
        diagnostics.Error(DiagnosticCodes.ExpressionSyntax, scalar.Text.Length == 0 ? scalar.Location : scalar.LocationOf(e.Span with { Start = e.Span.Start + offset }), e.Problem.TrimEnd('.'), ExpressionHelp.For(e.Problem));
}
