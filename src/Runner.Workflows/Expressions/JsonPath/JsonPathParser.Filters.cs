using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>Filters: conditions, comparisons, functions.</summary>
sealed partial class JsonPathParser
{
    Condition ParseCondition()
    {
        Descend();
        var condition = ToCondition(ParseOr());
        depth--;
        return condition;
    }

    /// <summary>A chain of <c>||</c>; when there is none, what stands there, which may be an operand for a function.</summary>
    object ParseOr() => ParseChain("||", ParseAnd, static operands => new OrCondition(operands));

    object ParseAnd() => ParseChain("&&", ParseBasic, static operands => new AndCondition(operands));

    object ParseChain(string symbol, Func<object> parseOperand, Func<List<Condition>, Condition> combine)
    {
        var first = parseOperand();
        List<Condition>? operands = null;
        while (true)
        {
            var end = position;
            SkipWhiteSpace();
            if (!TryTake(symbol))
            {
                position = end;
                return operands is null ? first : combine(operands);
            }

            operands ??= [ToCondition(first)];
            SkipWhiteSpace();
            operands.Add(ToCondition(parseOperand()));
        }
    }

    object ParseBasic()
    {
        if (TryTake('!'))
        {
            SkipWhiteSpace();
            return new NotCondition(Current == '(' ? ParseGroup() : ToCondition(ParseOperand()));
        }

        if (Current == '(') return ParseGroup();
        var left = ParseOperand();
        var end = position;
        SkipWhiteSpace();
        if (TryTakeComparison() is not { } comparison)
        {
            position = end;
            return left;
        }

        SkipWhiteSpace();
        var right = ParseOperand();
        if (!left.IsValue || !right.IsValue) throw Problem("only values can be compared, and queries for at most one value,");
        return new ComparisonCondition(left, comparison, right);
    }

    Condition ParseGroup()
    {
        Take('(');
        SkipWhiteSpace();
        var condition = ParseCondition();
        SkipWhiteSpace();
        Take(')');
        return condition;
    }

    Condition ToCondition(object parsed) => parsed switch
    {
        Condition condition => condition,
        QueryOperand query => new ExistsCondition(query),
        FunctionOperand { IsTest: true } function => new FunctionCondition(function),
        FunctionOperand => throw Problem("the result of the function must be compared"),
        _ => throw Problem("the literal must be compared"),
    };

    Comparison? TryTakeComparison()
    {
        if (TryTake("==")) return Comparison.Equal;
        if (TryTake("!=")) return Comparison.NotEqual;
        if (TryTake("<=")) return Comparison.LessOrEqual;
        if (TryTake(">=")) return Comparison.GreaterOrEqual;
        if (TryTake('<')) return Comparison.Less;
        return TryTake('>') ? Comparison.Greater : null;
    }

    Operand ParseOperand()
    {
        var c = Current;
        if (c is '@' or '$')
        {
            position++;
            Descend();
            var query = new QueryOperand(isRelative: c == '@', ParseSegments());
            depth--;
            return query;
        }

        if (c is '\'' or '"') return new LiteralOperand(Value.From(ParseString()));
        if (c == '-' || char.IsAsciiDigit(c)) return new LiteralOperand(Value.From(ParseNumber()));
        return ParseFunctionOrKeyword();
    }

    Operand ParseFunctionOrKeyword()
    {
        var start = position;
        while (char.IsAsciiLetterLower(Current) || (position > start && (Current == '_' || char.IsAsciiDigit(Current)))) position++;
        var name = text[start..position];
        if (name.Length > 0 && TryTake('(')) return FunctionOperand.Create(name, ParseArguments());
        switch (name)
        {
            case "true": return new LiteralOperand(Value.True);
            case "false": return new LiteralOperand(Value.False);
            case "null": return new LiteralOperand(Value.Null);
            default:
                position = start;
                throw Unexpected();
        }
    }

    List<object> ParseArguments()
    {
        Descend();
        var arguments = new List<object>();
        SkipWhiteSpace();
        if (!TryTake(')'))
        {
            do
            {
                SkipWhiteSpace();
                arguments.Add(ParseOr());
                SkipWhiteSpace();
            }
            while (TryTake(','));

            Take(')');
        }

        depth--;
        return arguments;
    }
}
