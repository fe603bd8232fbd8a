using Runner.Workflows.Text;

namespace Runner.Workflows.Expressions.Syntax;

/// <param name="Kind">What it is.</param>
/// <param name="Start">Offset of its first character, from 0.</param>
/// <param name="End">Offset after its last character.</param>
/// <param name="Text">The value of a text literal.</param>
/// <param name="Number">The value of a number literal.</param>
readonly record struct Token(TokenKind Kind, int Start, int End, string? Text = null, double Number = 0)
{
    public TextSpan Span => TextSpan.Between(Start, End);
}
