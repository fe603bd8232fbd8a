namespace Runner.Workflows.Formatting;

/// <summary>Goes through a file between the places that the parser names, and gathers what it leaves out: comments and line breaks.</summary>
sealed class SourceCursor(string content)
{
    readonly List<string> allComments = [];
    List<Comment> comments = [];
    int breaks;
    int lineStart;

    public string Content => content;

    /// <summary>Where it stands.</summary>
    public int Offset { get; private set; }

    /// <summary>Every comment passed so far.</summary>
    public IReadOnlyList<string> Comments => allComments;

    /// <summary>The next character that is neither blank nor comment; NUL at the end.</summary>
    public char Peek()
    {
        SkipTrivia();
        return CharAt(Offset);
    }

    /// <summary>Whether an indicator comes next: it ends with a blank, a text that only starts alike does not.</summary>
    public bool SeesIndicator(char indicator) => Peek() == indicator && (CharAt(Offset + 1) is ' ' or '\t' or '\0' || IsBreak(CharAt(Offset + 1)));

    /// <summary>Takes the next characters as a lexeme.</summary>
    public Lexeme Take(int length)
    {
        SkipTrivia();
        if (length < 0 || Offset + length > content.Length) throw new LayoutException("a lexeme passes the end of the file");
        var text = content.Substring(Offset, length);
        var end = Offset + length;
        var lexeme = new Lexeme(text, Offset - lineStart, breaks, comments, CharAt(end) is ' ' or '\t' or '\0' || IsBreak(CharAt(end)));
        comments = [];
        breaks = 0;
        MoveTo(end);
        return lexeme;
    }

    /// <summary>Takes one character, which must be next.</summary>
    public Lexeme Take(char expected) => Peek() == expected ? Take(1) : throw new LayoutException($"`{expected}` is not where it should be");

    /// <summary>Passes blanks and takes a comment on the same line, if one is there.</summary>
    public Comment? TakeComment()
    {
        while (CharAt(Offset) is ' ' or '\t') Offset++;
        return CharAt(Offset) == '#' ? ReadComment() : null;
    }

    /// <summary>Passes over what has been read otherwise.</summary>
    public void MoveTo(int offset)
    {
        var lastBreak = offset > Offset ? content.LastIndexOf('\n', offset - 1, offset - Offset) : -1;
        if (lastBreak >= 0) lineStart = lastBreak + 1;
        Offset = offset;
    }

    public char CharAt(int offset) => offset < content.Length ? content[offset] : '\0';

    /// <summary>What ends a line for the parser: also three characters that YAML 1.2 no longer counts.</summary>
    public static bool IsBreak(char c) => c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029';

    void SkipTrivia()
    {
        for (; Offset < content.Length; Offset++)
        {
            var c = content[Offset];
            if (IsBreak(c))
            {
                breaks++;
                lineStart = Offset + 1;
            }
            else if (c == '#')
            {
                comments.Add(ReadComment());
                breaks = 0;
                Offset--;
            }
            else if (c is not (' ' or '\t')) return;
        }
    }

    Comment ReadComment()
    {
        var start = Offset;
        while (Offset < content.Length && !IsBreak(content[Offset])) Offset++;
        var comment = new Comment(content[start..Offset].TrimEnd(), start - lineStart, breaks);
        allComments.Add(comment.Text);
        return comment;
    }
}
