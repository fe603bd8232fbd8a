using System.Buffers;
using System.Text;
using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Answering;

/// <summary>
/// Answers expressions, one JSON object a line: <c>{"expr":"a == 1","contexts":{"a":1}}</c>. Every line gets one line back,
/// whatever it holds. Answers leave as soon as no further question has arrived: a peer that waits for each gets it, and one
/// that sends many at once has them answered in bulk.
/// </summary>
/// <param name="input">Where the questions come from.</param>
/// <param name="output">Where the answers go.</param>
/// <param name="environment">What functions may know of the world.</param>
public sealed class LineServer(Stream input, Stream output, EvaluationEnvironment environment)
{
    /// <summary>The longest line, in bytes; a longer one is answered with an error, and is not held in memory.</summary>
    public const int MaxLineLength = 16 * 1024 * 1024;

    const int ReadSize = 64 * 1024;
    const int WriteSize = 64 * 1024;

    static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    readonly ArrayBufferWriter<byte> answers = new(WriteSize);
    byte[] buffer = new byte[ReadSize];
    int start;
    int searched;
    int end;
    bool isSkipping;

    /// <summary>Answers until the input ends.</summary>
    public void Run()
    {
        while (true)
        {
            while (NextLine(out var line))
            {
                AnswerLine(line);
                if (answers.WrittenCount >= WriteSize) Flush();
            }

            Flush();
            if (Fill()) continue;
            // The last line needs no line break.
            if (end > start && !isSkipping) AnswerLine(buffer.AsSpan(start, end - start));
            Flush();
            return;
        }
    }

    /// <summary>The answer to one line, without its line break.</summary>
    internal string Answer(ReadOnlySpan<byte> line)
    {
        // Some programs put one before the first line.
        if (line.StartsWith(ByteOrderMark)) line = line[ByteOrderMark.Length..];
        Value question;
        try
        {
            question = ValueJson.Parse(line);
        }
        catch (JsonException e)
        {
            return BadLine($"the line is not JSON: {Reason(e)}");
        }

        if (question.Kind != ValueKind.Object) return BadLine("the line is not a JSON object; write {\"expr\": \"1 == 1\"}");
        var members = question.AsObject();
        if (!members.TryGet("expr", out var expression)) return BadLine("the line has no `expr`; write {\"expr\": \"1 == 1\"}");
        if (expression.Kind != ValueKind.String) return BadLine("`expr` is not a string");
        var isGiven = members.TryGet("contexts", out var contexts) && !contexts.IsNull;
        if (isGiven && contexts.Kind != ValueKind.Object) return BadLine("`contexts` is not an object of names and values");

        var text = expression.AsString();
        return ExpressionAnswer.Of(text, new(isGiven ? contexts.AsObject() : null, environment)).ToJsonLine(text);
    }

    static string BadLine(string message) => ExpressionAnswer.ErrorLine(message, "request");

    static string Reason(JsonException e) => JsonProblem.Reason(e) + (JsonProblem.Place(e) is { } place ? $" (byte {place.Byte})" : "");

    void AnswerLine(ReadOnlySpan<byte> line)
    {
        Encoding.UTF8.GetBytes(Answer(line), answers);
        answers.Write("\n"u8);
    }

    bool NextLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        while (true)
        {
            var found = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (found < 0)
            {
                searched = end;
                return false;
            }

            var (from, to) = (start, searched + found);
            start = searched = to + 1;
            if (!isSkipping)
            {
                line = buffer.AsSpan(from, to - from);
                return true;
            }

            // The end of a line that was answered when it grew too long.
            isSkipping = false;
        }
    }

    /// <summary>Reads on; false at the end of the input.</summary>
    bool Fill()
    {
        if (isSkipping)
        {
            start = searched = end = 0;
        }
        else if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, searched, end) = (0, searched - start, end - start);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= MaxLineLength)
            {
                answers.Write(Encoding.UTF8.GetBytes(BadLine($"the line is longer than {MaxLineLength / 1048576} MiB") + "\n"));
                Flush();
                isSkipping = true;
                start = searched = end = 0;
            }
            else
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        var read = input.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }

    void Flush()
    {
        if (answers.WrittenCount == 0) return;
        output.Write(answers.WrittenSpan);
        output.Flush();
        answers.ResetWrittenCount();
    }
}
