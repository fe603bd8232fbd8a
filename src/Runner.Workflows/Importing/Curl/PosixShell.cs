using System.Globalization;
using System.Text;
using Runner.Workflows.Text;

namespace Runner.Workflows.Importing;

/// <summary>
/// Takes command lines apart as a POSIX shell does (Shell Command Language, section 2.2), with bash's <c>$'...'</c>. Nothing is
/// run: variables become expressions, and what only a shell can do is an error.
/// </summary>
sealed class PosixShell(SourceText source, ImportedSecrets secrets, ImportNotes notes)
{
    readonly string text = source.Content;
    readonly List<List<ShellWord>> commands = [[]];
    readonly StringBuilder word = new();
    int at;
    int wordStart = -1;

    /// <summary>The commands, in order.</summary>
    /// <exception cref="ImportException">A quote is not closed, or a shell would have to run something.</exception>
    public List<List<ShellWord>> Read()
    {
        // A prompt that was copied with the command.
        if (text.AsSpan().TrimStart().StartsWith("$ ")) at = text.IndexOf('$', StringComparison.Ordinal) + 1;
        while (at < text.Length) Step();
        EndWord();
        return [.. commands.Where(command => command.Count > 0)];
    }

    void Step()
    {
        var c = text[at];
        switch (c)
        {
            case '\\':
                ReadEscape();
                break;
            case '\'':
                ReadSingle();
                break;
            case '"':
                ReadDouble();
                break;
            case '$' when Peek(1) == '\'':
                ReadAnsi();
                break;
            case '$' when Peek(1) == '"':
                at++;
                ReadDouble();
                break;
            case '$':
                Begin();
                ReadDollar();
                break;
            case '`':
                throw Error(at, 1, "a shell would run what stands between these backticks", "put what it prints in its place; PowerShell's line ends with a backtick are written `\\` here");
            case ' ' or '\t' or '\r':
                EndWord();
                at++;
                break;
            case '\n' or ';':
                EndCommand();
                at++;
                break;
            case '#' when wordStart < 0:
                while (at < text.Length && text[at] != '\n') at++;
                break;
            case '&' or '|':
                ReadOperator();
                break;
            case '<' or '>':
                SkipRedirection();
                break;
            case '(' or ')' when wordStart < 0:
                throw Error(at, 1, $"a shell would take this `{c}` for its own syntax", "quote the argument");
            default:
                Begin();
                word.Append(c);
                at++;
                break;
        }
    }

    char Peek(int distance) => at + distance < text.Length ? text[at + distance] : '\0';

    void Begin()
    {
        if (wordStart < 0) wordStart = at;
    }

    void EndWord()
    {
        if (wordStart >= 0) commands[^1].Add(new(word.ToString(), wordStart));
        word.Clear();
        wordStart = -1;
    }

    void EndCommand()
    {
        EndWord();
        if (commands[^1].Count > 0) commands.Add([]);
    }

    void ReadEscape()
    {
        if (Peek(1) == '\n' || Peek(1) == '\r' && Peek(2) == '\n')
        {
            at += Peek(1) == '\n' ? 2 : 3;
            return;
        }

        Begin();
        if (at + 1 == text.Length)
        {
            at++;
            return;
        }

        word.Append(text[at + 1]);
        at += 2;
    }

    void ReadSingle()
    {
        Begin();
        var end = text.IndexOf('\'', at + 1);
        if (end < 0) throw Unclosed(at, "'");
        word.Append(text, at + 1, end - at - 1);
        at = end + 1;
    }

    void ReadDouble()
    {
        Begin();
        var open = at++;
        while (true)
        {
            if (at >= text.Length) throw Unclosed(open, "\"");
            var c = text[at];
            if (c == '"') break;
            if (c == '\\' && Peek(1) is '$' or '`' or '"' or '\\')
            {
                word.Append(text[at + 1]);
                at += 2;
            }
            else if (c == '\\' && Peek(1) == '\n') at += 2;
            else if (c == '\\' && Peek(1) == '\r' && Peek(2) == '\n') at += 3;
            else if (c == '`') throw Error(at, 1, "a shell would run what stands between these backticks", "put what it prints in its place, or the argument in single quotes");
            else if (c == '$') ReadDollar();
            else
            {
                word.Append(c);
                at++;
            }
        }

        at++;
    }

    /// <summary><c>$NAME</c> and <c>${NAME}</c>; a dollar that names nothing is one.</summary>
    void ReadDollar()
    {
        if (Peek(1) == '(') throw Error(at, 2, "a shell would run the command in `$(...)`", "put what it prints in its place");
        var braced = Peek(1) == '{';
        var start = at + (braced ? 2 : 1);
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_')) end++;
        if (end == start || char.IsAsciiDigit(text[start]))
        {
            word.Append('$');
            at++;
            return;
        }

        if (braced && (end == text.Length || text[end] != '}')) throw Error(at, end - at, "a shell would work this value out", "put the value in its place");
        var name = text[start..end];
        word.Append(ImportedSecrets.IsSecretName(name) || name.Contains("KEY", StringComparison.OrdinalIgnoreCase) || name.Contains("PASS", StringComparison.OrdinalIgnoreCase)
            ? secrets.Declare(name, $"the variable ${name} of {source.Path}")
            : ExpressionMark.Of($"env({ExpressionMark.Quote(name)})"));
        at = braced ? end + 1 : end;
    }

    /// <summary>Bash's <c>$'...'</c>: escapes as in C.</summary>
    void ReadAnsi()
    {
        Begin();
        var open = at;
        at += 2;
        var bytes = new List<byte>();
        while (true)
        {
            if (at >= text.Length) throw Unclosed(open, "$'");
            var c = text[at++];
            if (c == '\'') break;
            if (c != '\\' || at == text.Length)
            {
                FlushBytes();
                word.Append(c);
                continue;
            }

            c = text[at++];
            if (c is 'x' or (>= '0' and <= '7'))
            {
                if (c != 'x') at--;
                bytes.Add((byte)Digits(c == 'x' ? 2 : 3, c == 'x' ? 16 : 8));
                continue;
            }

            FlushBytes();
            switch (c)
            {
                case 'n': word.Append('\n'); break;
                case 't': word.Append('\t'); break;
                case 'r': word.Append('\r'); break;
                case 'a': word.Append('\a'); break;
                case 'b': word.Append('\b'); break;
                case 'f': word.Append('\f'); break;
                case 'v': word.Append('\v'); break;
                case 'e' or 'E': word.Append('\e'); break;
                case 'u': word.Append((char)Digits(4, 16)); break;
                case 'U': word.Append(Rune.TryCreate(Digits(8, 16), out var rune) ? rune.ToString() : "\ufffd"); break;
                case '\\' or '\'' or '"' or '?': word.Append(c); break;
                default: word.Append('\\').Append(c); break;
            }
        }

        FlushBytes();

        void FlushBytes()
        {
            if (bytes.Count == 0) return;
            word.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
        }

        int Digits(int most, int radix)
        {
            var start = at;
            while (at < text.Length && at - start < most && (radix == 16 ? char.IsAsciiHexDigit(text[at]) : text[at] is >= '0' and <= '7')) at++;
            return at == start ? 0 : radix == 16 ? int.Parse(text.AsSpan(start, at - start), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : Convert.ToInt32(text[start..at], 8) & 0xff;
        }
    }

    void ReadOperator()
    {
        var start = at;
        var isPipe = text[at] == '|' && Peek(1) != '|';
        while (at < text.Length && text[at] is '&' or '|') at++;
        EndCommand();
        if (!isPipe) return;
        // What reads the answer: the rest of this command line.
        notes.Warn(new SourceLocation(source, new(start, 1)).ToString(), "what comes after `|` is left out: later steps can read the answer as `steps.<id>.result`");
        SkipCommand();
    }

    void SkipCommand()
    {
        while (at < text.Length && text[at] is not ('\n' or ';'))
        {
            if (text[at] is '\'' or '"')
            {
                var end = text.IndexOf(text[at], at + 1);
                if (end < 0) throw Unclosed(at, text[at].ToString());
                at = end;
            }
            else if (text[at] == '\\') at++;

            at++;
        }
    }

    void SkipRedirection()
    {
        var start = at;
        // `2>`: the number belongs to it.
        if (wordStart >= 0 && word.ToString() is "1" or "2" or "&") (wordStart, _) = (-1, word.Clear());
        EndWord();
        while (at < text.Length && text[at] is '<' or '>' or '&' or ' ') at++;
        var target = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not (';' or '|')) at++;
        if (text[target..at] is not ("/dev/null" or "1" or "2")) notes.Warn(new SourceLocation(source, new(start, 1)).ToString(), $"`{text[start..at]}` is left out");
    }

    ImportException Unclosed(int open, string quote) => Error(open, quote.Length, $"this {quote} is never closed", "the command may have been cut off when it was copied");

    ImportException Error(int offset, int length, string message, string help) => new(new SourceLocation(source, new(offset, Math.Max(1, length))), message, help);
}
