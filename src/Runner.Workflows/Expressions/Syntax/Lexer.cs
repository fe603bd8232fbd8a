using Runner.Workflows.Text;

namespace Runner.Workflows.Expressions.Syntax;

/// <summary>Cuts a text into symbols. Its rules for where a symbol ends are GitHub's, since its error messages quote symbols.</summary>
sealed class Lexer
{
    readonly string text;
    readonly List<Token> tokens = [];
    int position;

    Lexer(string text) => this.text = text;

    /// <summary>The symbols of a text, closed by <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="ExpressionSyntaxException">It has something that is no symbol, or is too long.</exception>
    public static List<Token> Read(string text)
    {
        if (text.Length > Expression.MaxLength)
        {
            throw new ExpressionSyntaxException(
                ExpressionErrorKind.Lexing, $"Exceeded max expression length {Expression.MaxLength}", new(0, text.Length));
        }

        var lexer = new Lexer(text);
        lexer.ReadAll();
        return lexer.tokens;
    }

    /// <summary>Whether a text can be written after a dot.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !(char.IsAsciiLetter(text[0]) || text[0] == '_')) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')) return false;
        }

        return true;
    }

    void ReadAll()
    {
        while (true)
        {
            while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
            if (position == text.Length) break;
            ReadToken(text[position]);
        }

        tokens.Add(new(TokenKind.End, text.Length, text.Length));
    }

    void ReadToken(char c)
    {
        switch (c)
        {
            case '(': Add(TokenKind.LeftParenthesis, 1); break;
            case ')': Add(TokenKind.RightParenthesis, 1); break;
            case '[': Add(TokenKind.LeftBracket, 1); break;
            case ']': Add(TokenKind.RightBracket, 1); break;
            case ',': Add(TokenKind.Comma, 1); break;
            case '*': Add(TokenKind.Star, 1); break;
            case '!': AddEither(TokenKind.Not, TokenKind.NotEqual); break;
            case '<': AddEither(TokenKind.Less, TokenKind.LessOrEqual); break;
            case '>': AddEither(TokenKind.Greater, TokenKind.GreaterOrEqual); break;
            case '=' when Next == '=': Add(TokenKind.Equal, 2); break;
            case '&' when Next == '&': Add(TokenKind.And, 2); break;
            case '|' when Next == '|': Add(TokenKind.Or, 2); break;
            case '.' when MayDereference: Add(TokenKind.Dot, 1); break;
            case '.' or '+' or '-' or (>= '0' and <= '9'): ReadNumber(); break;
            case '\'': ReadString(); break;
            default: ReadWord(); break;
        }
    }

    TokenKind Last => tokens.Count == 0 ? TokenKind.End : tokens[^1].Kind;

    bool MayDereference => Last is TokenKind.Identifier or TokenKind.RightBracket or TokenKind.RightParenthesis or TokenKind.Star;

    char Next => position + 1 < text.Length ? text[position + 1] : '\0';

    void Add(TokenKind kind, int length)
    {
        tokens.Add(new(kind, position, position + length));
        position += length;
    }

    void AddEither(TokenKind alone, TokenKind withEquals)
    {
        if (Next == '=') Add(withEquals, 2);
        else Add(alone, 1);
    }

    void ReadNumber()
    {
        var end = position + 1;
        while (end < text.Length && (text[end] == '.' || !IsBoundary(text[end]))) end++;
        var number = NumberText.Parse(text.AsSpan(position, end - position));
        if (double.IsNaN(number)) throw Unexpected(end);
        tokens.Add(new(TokenKind.Number, position, end, Number: number));
        position = end;
    }

    void ReadString()
    {
        var end = position + 1;
        while (true)
        {
            end = text.IndexOf('\'', end);
            if (end < 0) throw Unexpected(text.Length);
            end++;
            if (end == text.Length || text[end] != '\'') break;
            end++; // two quotes are one quote inside the text
        }

        var value = text.Substring(position + 1, end - position - 2).Replace("''", "'", StringComparison.Ordinal);
        tokens.Add(new(TokenKind.String, position, end, Text: value));
        position = end;
    }

    void ReadWord()
    {
        var end = position + 1;
        while (end < text.Length && !IsBoundary(text[end])) end++;
        var word = text.AsSpan(position, end - position);
        if (!IsIdentifier(word)) throw Unexpected(end);
        tokens.Add(Last == TokenKind.Dot ? new(TokenKind.Identifier, position, end) : Classify(word, end));
        position = end;
    }

    Token Classify(ReadOnlySpan<char> word, int end) => word switch
    {
        "true" => new(TokenKind.True, position, end),
        "false" => new(TokenKind.False, position, end),
        "null" => new(TokenKind.Null, position, end),
        "NaN" => new(TokenKind.Number, position, end, Number: double.NaN),
        "Infinity" => new(TokenKind.Number, position, end, Number: double.PositiveInfinity),
        _ => new(TokenKind.Identifier, position, end),
    };

    static bool IsBoundary(char c) =>
        c is '(' or '[' or ')' or ']' or ',' or '.' or '!' or '>' or '<' or '=' or '&' or '|' || char.IsWhiteSpace(c);

    ExpressionSyntaxException Unexpected(int end) => new(
        ExpressionErrorKind.Lexing, $"Unexpected symbol: '{text[position..end]}'", TextSpan.Between(position, end), text);
}
