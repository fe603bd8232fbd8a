namespace Runner.Workflows.Expressions.Syntax;

enum TokenKind : byte
{
    End,
    LeftParenthesis,
    RightParenthesis,
    LeftBracket,
    RightBracket,
    Comma,
    Dot,
    Star,
    Not,
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    And,
    Or,
    Number,
    String,
    Identifier,
    True,
    False,
    Null,
}
