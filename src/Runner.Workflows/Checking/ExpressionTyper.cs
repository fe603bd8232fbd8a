using Runner.Workflows.Checking.Analysis;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking;

/// <summary>
/// Works out what an expression can answer from what is known of its contexts, and reports every name that does not
/// exist. What nobody declared (JSON bodies) is <see cref="ShapeKind.Any"/> and is left alone.
/// </summary>
sealed class ExpressionTyper(ScopeShape scope, DiagnosticBag diagnostics, Func<TextSpan, SourceLocation> locate)
{
    readonly ExpressionFindings findings = new(diagnostics, locate);

    /// <summary>The shape of what a condition answers, which is also looked at as one.</summary>
    public TypeShape TypeOfCondition(ExpressionNode root)
    {
        var shape = TypeOf(root);
        new ConditionAnalysis(findings).CheckCondition(root, shape);
        return shape;
    }

    /// <summary>The shape of what becomes a part of a text.</summary>
    public TypeShape TypeOfPart(ExpressionNode root)
    {
        var shape = TypeOf(root);
        if (shape.IsStructure() && !findings.IsFull) ArgumentAnalysis.TellOfWord(root, shape, findings);
        return shape;
    }

    /// <summary>The shape of what the node answers.</summary>
    public TypeShape TypeOf(ExpressionNode node) => node switch
    {
        LiteralNode literal => TypeOfLiteral(literal.Value),
        NameNode name => TypeOfWhole(name),
        MemberNode member => TypeOfMember(member, TypeOfOwner(member.Target, member.Name), member.Name, member.NameSpan),
        IndexNode index => TypeOfIndex(index),
        WildcardNode wildcard => TypeOfWildcard(wildcard),
        CallNode call => TypeOfCall(call),
        UnaryNode unary => TypeOfNegation(unary),
        LogicalNode logical => TypeOfEither(logical),
        BinaryNode comparison => TypeOfComparison(comparison),
        _ => TypeShape.Any,
    };

    static TypeShape TypeOfLiteral(Value value) => value.Kind switch
    {
        ValueKind.Boolean => TypeShape.Boolean,
        ValueKind.Number => TypeShape.Number,
        ValueKind.String => TypeShape.String,
        _ => TypeShape.Any,
    };

    /// <summary>A context by itself may be read in any way.</summary>
    TypeShape TypeOfWhole(NameNode node)
    {
        scope.Used.AddAll(node.Name);
        return TypeOfName(node);
    }

    /// <summary>What a member is taken of; of a context it is that one name that is used.</summary>
    TypeShape TypeOfOwner(ExpressionNode owner, string member)
    {
        if (owner is not NameNode context) return TypeOf(owner);
        scope.Used.Add(context.Name, member);
        return TypeOfName(context);
    }

    TypeShape TypeOfName(NameNode node)
    {
        if (scope.Find(node.Name) is { } shape) return shape;
        if (InventoryScope.IsNamed(node.Name) && scope.Inventory is { } hosts) return hosts.ShapeAt(locate(node.Span));
        if (diagnostics.IsFull) return TypeShape.Any;
        var help = scope.Names.FirstOrDefault(context => scope.Find(context)!.Field(node.Name) is not null) is { } owner
            ? $"did you mean `{owner}.{node.Name}`?"
            : KnownElsewhere(node.Name) ?? Uncalled(node.Name) ?? NameHelp.Near(node.Name, scope.Inventory is null ? scope.Names : scope.Names.Append(InventoryScope.Name)) ?? $"there are: {string.Join(", ", scope.Names)}; a text needs single quotes: '{node.Name}'";
        diagnostics.Error(DiagnosticCodes.UndefinedName, locate(node.Span), $"nothing is named `{node.Name}` here", help);
        return TypeShape.Any;
    }

    static string? Uncalled(string name) => FunctionRegistry.Default.Find(name) is { } function ? $"did you mean {function.Signature}?" : null;

    static string? KnownElsewhere(string context) => context.ToLowerInvariant() switch
    {
        "result" => "`result` is known in `expect`, `retry.until` and `outputs`; elsewhere name the step: steps.<id>.result",
        "steps" => "`steps` is known in the steps only",
        "needs" => "`needs` is known in jobs that say what they need: needs: [build]",
        "jobs" => "`jobs` is known in the workflow's `outputs`; a job sees those that it needs, as needs.<job>",
        "item" or "matrix" or "loop" => $"`{context}` is known in what `for-each` or `matrix` repeats, but not in its own `if`, which is asked once, before the first item",
        "inventory" => "`inventory` is known in jobs, steps and outputs",
        "github" => "Runner has no `github` context; what a run is given are its `inputs`",
        "env" => "one variable cannot use another; `env` is known in the steps",
        _ => null,
    };

    TypeShape TypeOfMember(ExpressionNode node, TypeShape target, string name, TextSpan nameSpan)
    {
        switch (target.Kind)
        {
            case ShapeKind.Any:
                return TypeShape.Any;
            case ShapeKind.Map:
                return target.Element! with { Nullable = true };
            case ShapeKind.Object when target.Field(name) is { } field:
                return field.Type;
        }

        ReportMissing(node, target, name, nameSpan);
        return TypeShape.Any;
    }

    void ReportMissing(ExpressionNode node, TypeShape target, string name, TextSpan nameSpan)
    {
        if (diagnostics.IsFull) return;
        var owner = node switch { MemberNode member => member.Target, IndexNode index => index.Target, _ => node };
        var names = target.Fields.Select(field => field.Name).ToList();
        var near = NameHelp.Near(name, names);
        var help = near ?? (names.Count > 0 ? $"there are: {NameHelp.List(names)}" : null);
        var location = locate(nameSpan);
        switch (owner is NameNode context ? context.Name.ToLowerInvariant() : "")
        {
            case "steps":
                diagnostics.Error(DiagnosticCodes.UndefinedStep, location, $"no step with the id `{name}` comes before this one", near ?? scope.WhyNoStep?.Invoke(name) ?? help ?? $"give the step that you mean `id: {name}`, and put it before this one");
                break;
            case "needs":
                diagnostics.Error(DiagnosticCodes.UnknownJob, location, $"this job does not need `{name}`", near ?? $"add it: needs: [{string.Join(", ", names.Append(name).TakeLast(5))}]");
                break;
            case "secrets":
                diagnostics.Error(DiagnosticCodes.UndeclaredSecret, location, $"the secret `{name}` is not declared", near ?? $"add it at the top: secrets: [{string.Join(", ", names.Append(name).TakeLast(5))}]");
                break;
            case "inputs":
                diagnostics.Error(DiagnosticCodes.UndefinedName, location, $"the workflow has no input `{name}`", near ?? $"declare it: inputs: {{ {name}: {{ type: string }} }}");
                break;
            case "env":
                diagnostics.Error(DiagnosticCodes.UndefinedName, location, $"`env` has no variable `{name}`", near ?? $"declare it: env: {{ {name}: ... }}; a variable of the process is env('{name}')");
                break;
            case InventoryScope.Name:
                diagnostics.Error(DiagnosticCodes.UnknownHosts, location, $"the inventory has no group `{ShownText.Shorten(name)}`", scope.Inventory?.HelpForHost(name) ?? help);
                break;
            default:
                var what = target.Kind == ShapeKind.Object ? "has no field" : $"is {target.Phrase}; it has no field";
                if (name == "result" && owner is MemberNode { Target: NameNode { Name: "needs" or "jobs" } }) help = $"how a job ended is its `outcome`: {TextOf(owner)}.outcome";
                else if (name == "result" && target.Field("items") is not null) help = "what is repeated has no single result; its `outputs` are lists, with a value for each item";
                help ??= target.Kind == ShapeKind.List ? $"name an item, as in {TextOf(owner)}[0].{name}, or all of them: {TextOf(owner)}.*.{name}"
                    : owner is MemberNode { Name: "outputs" } ? $"it gives no outputs; add them to it: outputs: {{ {name}: ... }}"
                    : null;
                diagnostics.Error(DiagnosticCodes.UndefinedField, location, $"`{TextOf(owner)}` {what} `{name}`", help);
                break;
        }
    }

    TypeShape TypeOfIndex(IndexNode node)
    {
        var target = node.Index is LiteralNode { Value.Kind: ValueKind.String } name ? TypeOfOwner(node.Target, name.Value.AsString()) : TypeOf(node.Target);
        TypeOf(node.Index);
        if (target.Kind == ShapeKind.List) return target.Element! with { Nullable = true };
        return node.Index is LiteralNode { Value.Kind: ValueKind.String } literal
            ? TypeOfMember(node, target, literal.Value.AsString(), literal.Span)
            : TypeShape.Any;
    }

    TypeShape TypeOfWildcard(WildcardNode node)
    {
        TypeOf(node.Target);
        return TypeShape.Any;
    }

    TypeShape TypeOfCall(CallNode call)
    {
        if (call.Arguments.Count == 0) return call.Function.Result;
        var shapes = call.Arguments.Select(TypeOf).ToList();
        if (call.Function.Name is "hosts" or "host") scope.Inventory?.Check(call, locate, diagnostics);
        var fails = new ArgumentAnalysis(findings).Check(call, shapes);
        return !fails && new CallAnalysis(findings).Check(call) is { } answer && call.Function.Result.Kind == ShapeKind.Any ? ValueShape.Of(answer) : call.Function.Result;
    }

    TypeShape TypeOfComparison(BinaryNode node)
    {
        new ComparisonAnalysis(findings).Check(node, TypeOf(node.Left), TypeOf(node.Right));
        return TypeShape.Boolean;
    }

    TypeShape TypeOfNegation(UnaryNode node)
    {
        TypeOf(node.Operand);
        return TypeShape.Boolean;
    }

    /// <summary><c>&amp;&amp;</c> and <c>||</c> answer one of their operands, as it is.</summary>
    TypeShape TypeOfEither(LogicalNode node)
    {
        var shapes = node.Operands.Select(TypeOf).ToList();
        new ConditionAnalysis(findings).CheckChain(node);
        return shapes.TrueForAll(shape => shape == shapes[0]) ? shapes[0] : TypeShape.Any;
    }

    string TextOf(ExpressionNode node) => locate(node.Span) is var place ? place.Source.Slice(place.Span) : "";
}
