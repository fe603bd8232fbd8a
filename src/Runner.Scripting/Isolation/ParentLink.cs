using System.Collections.Concurrent;
using System.Text.Json;
using Runner.Engine.Scripting;
using Runner.Workflows.Values;

namespace Runner.Scripting.Isolation;

/// <summary>The way from a script's process to the one that started it.</summary>
/// <param name="input">What the other says.</param>
/// <param name="output">What is said to it.</param>
sealed class ParentLink(Stream input, Stream output) : IDisposable
{
    readonly LinkLines lines = new(input, Words.Longest, cuts: false);
    readonly ConcurrentDictionary<long, TaskCompletionSource<Value>> asked = new();
    readonly CancellationTokenSource cancel = new();
    long questions;

    /// <summary>The other wants the script to end.</summary>
    public CancellationToken Cancel => cancel.Token;

    /// <summary>Where events go: each is written in one piece, as what is said here is.</summary>
    public Stream Events { get; } = new OnePiece(output);

    /// <summary>What is to be run; null when the other has gone already.</summary>
    public IValueObject? ReadScript() => lines.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } line
        && Words.Read(line) is (Words.Run, var with) && with.TryGet("script", out var script) ? script.AsObject() : null;

    /// <summary>Listens from now on, on a thread of its own: a script that keeps every thread busy does not keep its process from ending.</summary>
    /// <param name="gone">Called there when the other is gone.</param>
    public void Listen(Action gone) => new Thread(() =>
    {
        try
        {
            while (lines.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } line) Hear(line);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Gone in the middle of a word.
        }

        gone();
    }) { IsBackground = true, Name = "parent" }.Start();

    /// <summary>Says something.</summary>
    public void Say(string word, params ReadOnlySpan<(string Name, Value Value)> with) => Events.Write(Words.Line(word, with));

    /// <summary>Asks for something that the other has.</summary>
    /// <param name="kind">What kind of thing.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Null when there is none.</returns>
    public Value? Ask(string kind, string name)
    {
        var question = Interlocked.Increment(ref questions);
        var answer = asked.GetOrAdd(question, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        Say(Words.Ask, ("id", Value.From(question)), ("kind", Value.From(kind)), ("name", Value.From(name)));
        var value = answer.Task.GetAwaiter().GetResult().AsObject();
        if (Words.Text(value, "error") is { } error) throw new ScriptException(new("script", $"{name} of the workflow cannot be had in the script's process: {error}"));
        return value.TryGet("value", out var found) ? found : null;
    }

    /// <summary>Wants the script to end.</summary>
    public void CancelScript() => ThreadPool.UnsafeQueueUserWorkItem(_ => cancel.Cancel(), null);

    public void Dispose() => cancel.Dispose();

    void Hear(string line)
    {
        var (word, with) = Words.Read(line);
        if (word == Words.Cancel) CancelScript();
        else if (word == Words.Answer && asked.TryRemove(IdOf(with), out var question)) question.SetResult(Value.From(with));
    }

    static long IdOf(IValueObject said) => said.TryGet("id", out var id) ? (long)id.AsNumber() : 0;

    /// <summary>Writes each piece whole, whoever else writes.</summary>
    sealed class OnePiece(Stream to) : Stream
    {
        readonly Lock gate = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (gate)
            {
                to.Write(buffer);
                to.Flush();
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
