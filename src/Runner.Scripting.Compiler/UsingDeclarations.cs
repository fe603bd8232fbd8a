using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Runner.Scripting.Compiler;

/// <summary>
/// <c>using var x = ...;</c> at the top of a script. There C# takes <c>using</c> for the beginning of a directive; it becomes
/// <c>var x = Use(...);</c>, which has it disposed when the script ends.
/// </summary>
static class UsingDeclarations
{
    /// <summary>Rewrites all of them. What is none is left as it is, for the compiler to tell.</summary>
    /// <param name="root">The script.</param>
    /// <param name="text">Its text.</param>
    /// <param name="changes">Takes the changes.</param>
    public static void Rewrite(SyntaxNode root, SourceText text, List<TextChange> changes)
    {
        // Behind a statement, the parser passes over what it takes for a directive out of place.
        foreach (var token in root.DescendantTokens(descendIntoTrivia: true))
        {
            if (token.IsKind(SyntaxKind.UsingKeyword) && token.Parent is UsingDirectiveSyntax { SemicolonToken.IsMissing: true } or SkippedTokensTriviaSyntax) Rewrite(token, text, changes);
        }
    }

    static void Rewrite(SyntaxToken keyword, SourceText text, List<TextChange> changes)
    {
        var type = Next(keyword);
        var (name, equals) = (type, Next(type));
        for (; !equals.IsKind(SyntaxKind.EqualsToken); (name, equals) = (equals, Next(equals)))
        {
            // A directive, or nothing that can be told.
            if (equals.Kind() is SyntaxKind.None or SyntaxKind.EndOfFileToken or SyntaxKind.SemicolonToken or SyntaxKind.OpenBraceToken) return;
        }

        if (name == type || !name.IsKind(SyntaxKind.IdentifierToken) || End(equals) is not { } end) return;
        var before = keyword.GetPreviousToken(includeSkipped: true);
        var start = before.ValueText == "await" ? before.SpanStart : keyword.SpanStart;
        // Within its line: everything keeps its place.
        if (text.Lines.IndexOf(start) != text.Lines.IndexOf(type.SpanStart)) return;
        var written = text.ToString(TextSpan.FromBounds(type.SpanStart, name.SpanStart)).Trim();
        changes.Add(new(TextSpan.FromBounds(start, type.SpanStart), ""));
        changes.Add(new(new(equals.Span.End, 0), written == "var" ? " Use(" : $" Use<{written}>("));
        changes.Add(new(new(end.SpanStart, 0), ")"));
    }

    /// <summary>The semicolon that ends what begins behind a token; null when there is none.</summary>
    static SyntaxToken? End(SyntaxToken begin)
    {
        var depth = 0;
        for (var token = Next(begin); token.Kind() is not (SyntaxKind.None or SyntaxKind.EndOfFileToken); token = Next(token))
        {
            if (token.Kind() is SyntaxKind.OpenParenToken or SyntaxKind.OpenBraceToken or SyntaxKind.OpenBracketToken) depth++;
            else if (token.Kind() is SyntaxKind.CloseParenToken or SyntaxKind.CloseBraceToken or SyntaxKind.CloseBracketToken) depth--;
            else if (token.IsKind(SyntaxKind.SemicolonToken) && !token.IsMissing && depth == 0) return token;
            if (depth < 0) return null;
        }

        return null;
    }

    static SyntaxToken Next(SyntaxToken token)
    {
        do token = token.GetNextToken(includeSkipped: true);
        while (token.IsMissing);
        return token;
    }
}
