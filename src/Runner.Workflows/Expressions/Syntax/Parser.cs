using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Syntax;

/// <summary>
/// Makes a syntax tree of symbols, by recursive descent. Depth is counted on the way down, so that no text can exhaust the
/// stack, and once more in the tree, since chains such as <c>a == b == c</c> grow it without recursion here.
/// </summary>
sealed class Parser(string text, List<Token> tokens, FunctionRegistry functions, IReadOnlySet<string>? names)
{
    int next;
    int depth;

    public ExpressionNode Parse()
    {
        if (Current.Kind == TokenKind.End) return new LiteralNode(default, Value.Null);
        var root = ParseExpression();
        return Current.Kind == TokenKind.End ? root : throw Unexpected();
    }

    Token Current => tokens[next];

    ExpressionNode ParseExpression()
    {
        Descend();
        var node = ParseLogical(LogicalOperator.Or);
        depth--;
        return node;
    }

    ExpressionNode ParseLogical(LogicalOperator @operator)
    {
        var kind = @operator == LogicalOperator.Or ? TokenKind.Or : TokenKind.And;
        var start = Current.Start;
        var first = ParseLogicalOperand(@operator);
        if (Current.Kind != kind) return first;

        Descend();
        var operands = new List<ExpressionNode> { first };
        while (TryTake(kind)) operands.Add(ParseLogicalOperand(@operator));
        depth--;
        return Limited(new LogicalNode(SpanFrom(start), @operator, [.. operands]));
    }

    ExpressionNode ParseLogicalOperand(LogicalOperator @operator) =>
        @operator == LogicalOperator.Or ? ParseLogical(LogicalOperator.And) : ParseEquality();

    ExpressionNode ParseEquality()
    {
        var start = Current.Start;
        var left = ParseComparison();
        while (OperatorOf(Current.Kind) is { } @operator && IsEquality(@operator))
        {
            next++;
            var right = ParseComparison();
            left = Limited(new BinaryNode(SpanFrom(start), @operator, left, right));
        }

        return left;
    }

    ExpressionNode ParseComparison()
    {
        var start = Current.Start;
        var left = ParseUnary();
        while (OperatorOf(Current.Kind) is { } @operator && !IsEquality(@operator))
        {
            next++;
            var right = ParseUnary();
            left = Limited(new BinaryNode(SpanFrom(start), @operator, left, right));
        }

        return left;
    }

    ExpressionNode ParseUnary()
    {
        var start = Current.Start;
        if (!TryTake(TokenKind.Not)) return ParsePostfix();
        Descend();
        var operand = ParseUnary();
        depth--;
        return Limited(new UnaryNode(SpanFrom(start), UnaryOperator.Not, operand));
    }

    ExpressionNode ParsePostfix()
    {
        var start = Current.Start;
        var isLiteral = IsLiteral(Current.Kind);
        var node = ParsePrimary();
        if (isLiteral) return node;

        var outerDepth = depth;
        while (true)
        {
            if (TryTake(TokenKind.Dot)) node = ParseMember(node, start);
            else if (TryTake(TokenKind.LeftBracket)) node = ParseIndex(node, start);
            else break;
            Limited(node);
            Descend();
        }

        depth = outerDepth;
        return node;
    }

    ExpressionNode ParseMember(ExpressionNode target, int start)
    {
        var token = Current;
        if (TryTake(TokenKind.Star)) return new WildcardNode(SpanFrom(start), target);
        return TryTake(TokenKind.Identifier) ? new MemberNode(SpanFrom(start), target, Slice(token), token.Span) : throw Unexpected();
    }

    ExpressionNode ParseIndex(ExpressionNode target, int start)
    {
        var isWildcard = TryTake(TokenKind.Star);
        var index = isWildcard ? null : ParseExpression();
        Take(TokenKind.RightBracket);
        return index is null ? new WildcardNode(SpanFrom(start), target) : new IndexNode(SpanFrom(start), target, index);
    }

    ExpressionNode ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Identifier: return ParseNameOrCall();
            case TokenKind.LeftParenthesis: return ParseGroup();
            case TokenKind.True: return TakeLiteral(Value.True);
            case TokenKind.False: return TakeLiteral(Value.False);
            case TokenKind.Null: return TakeLiteral(Value.Null);
            case TokenKind.Number: return TakeLiteral(Value.From(token.Number));
            case TokenKind.String: return TakeLiteral(Value.From(token.Text));
            default: throw Unexpected();
        }
    }

    ExpressionNode ParseGroup()
    {
        next++;
        var node = ParseExpression();
        Take(TokenKind.RightParenthesis);
        return node;
    }

    ExpressionNode ParseNameOrCall()
    {
        var token = Current;
        next++;
        var name = Slice(token);
        if (TryTake(TokenKind.LeftParenthesis)) return ParseCall(token, name);
        return names is null || IsKnown(name) ? new NameNode(token.Span, name) : throw Problem("Unrecognized named-value", token);
    }

    CallNode ParseCall(Token token, string name)
    {
        var arguments = new List<ExpressionNode>();
        if (!TryTake(TokenKind.RightParenthesis))
        {
            do arguments.Add(ParseExpression());
            while (TryTake(TokenKind.Comma));
            Take(TokenKind.RightParenthesis);
        }

        var function = functions.Find(name) ?? throw Problem("Unrecognized function", token);
        if (arguments.Count < function.MinArguments) throw Problem("Too few parameters supplied", token);
        if (arguments.Count > function.MaxArguments) throw Problem("Too many parameters supplied", token);
        if (function.TakesOddArguments && arguments.Count % 2 == 0)
            throw Problem("Even number of parameters supplied, requires an odd number of parameters", token);

        var call = new CallNode(SpanFrom(token.Start), token.Span, function, [.. arguments]);
        return call.Depth <= Expression.MaxDepth ? call : throw TooDeep(token);
    }

    LiteralNode TakeLiteral(Value value) => new(tokens[next++].Span, value);

    bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind) return false;
        next++;
        return true;
    }

    void Take(TokenKind kind)
    {
        if (!TryTake(kind)) throw Unexpected();
    }

    TextSpan SpanFrom(int start) => TextSpan.Between(start, tokens[next - 1].End);

    string Slice(Token token) => text[token.Start..token.End];

    bool IsKnown(string name) => names!.Contains(name) || names.Contains(name, StringComparer.OrdinalIgnoreCase);

    void Descend()
    {
        if (++depth > Expression.MaxDepth) throw TooDeep(Current.Kind == TokenKind.End ? tokens[next - 1] : Current);
    }

    ExpressionNode Limited(ExpressionNode node) => node.Depth <= Expression.MaxDepth ? node : throw TooDeep(tokens[next - 1]);

    ExpressionSyntaxException TooDeep(Token token) => Problem($"Exceeded max expression depth {Expression.MaxDepth}", token);

    /// <summary>The current symbol cannot stand here. At the end the message names the last symbol, after which more was expected.</summary>
    ExpressionSyntaxException Unexpected() => Current.Kind == TokenKind.End
        ? Problem("Unexpected end of expression", tokens[next - 1])
        : Problem("Unexpected symbol", Current);

    ExpressionSyntaxException Problem(string description, Token token) =>
        new(ExpressionErrorKind.Parsing, $"{description}: '{token.Text ?? Slice(token)}'", token.Span, text);

    static bool IsLiteral(TokenKind kind) =>
        kind is TokenKind.True or TokenKind.False or TokenKind.Null or TokenKind.Number or TokenKind.String;

    static bool IsEquality(BinaryOperator @operator) => @operator is BinaryOperator.Equal or BinaryOperator.NotEqual;

    static BinaryOperator? OperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        _ => null,
    };
}
