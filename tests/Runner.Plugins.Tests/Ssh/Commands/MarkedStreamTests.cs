using System.Text;
using Runner.Plugins.Ssh.Commands;

namespace Runner.Plugins.Tests.Ssh.Commands;

public class MarkedStreamTests
{
    const string Token = "tokentoken";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Marks_are_found_however_they_are_cut(int piece)
    {
        var stream = new MarkedStream(new Pieces($"welcome\n{Token}r;{Token}g123;more {Token}s45;output tokentok; end", piece), Token);
        (await stream.NextAsync(Cancel)).ShouldBe(new Mark('r', ""));
        (await stream.NextAsync(Cancel)).ShouldBe(new Mark('g', "123"));
        (await stream.NextAsync(Cancel)).ShouldBe(new Mark('s', "45"));
        stream.Before.ShouldBe("welcome\nmore ");
        stream.Release(withBefore: true);
        (await RestAsync(stream)).ShouldBe("welcome\nmore output tokentok; end");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_mark_is_taken_out_while_reading(int piece)
    {
        var stream = new MarkedStream(new Pieces($"welcome tokento\n{Token}s45;output {Token}s46;", piece), Token);
        (await RestAsync(stream)).ShouldBe($"welcome tokento\noutput {Token}s46;");
        stream.Seen.ShouldBe(new Mark('s', "45"));
    }

    [Fact]
    public async Task Output_without_a_mark_is_read_whole()
    {
        var stream = new MarkedStream(new Pieces($"nothing {Token} {new string('x', 100)} toke", 5), Token);
        (await RestAsync(stream)).ShouldBe($"nothing {Token} {new string('x', 100)} toke");
        stream.Seen.ShouldBeNull();
    }

    [Fact]
    public async Task Output_that_ends_without_a_mark_is_told_with_what_it_said()
    {
        var stream = new MarkedStream(new Pieces("sh: not found", 4), Token);
        (await stream.NextAsync(Cancel)).ShouldBeNull();
        stream.Before.ShouldBe("sh: not found");
    }

    [Fact]
    public async Task What_comes_before_a_mark_is_kept_to_a_limit()
    {
        var stream = new MarkedStream(new Pieces(new string('x', 1_000_000) + $"{Token}s1;end", 4096), Token);
        (await stream.NextAsync(Cancel)).ShouldBe(new Mark('s', "1"));
        stream.Before.Length.ShouldBeLessThanOrEqualTo(64 * 1024);
    }

    static async Task<string> RestAsync(Stream stream)
    {
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, Cancel);
        return Encoding.UTF8.GetString(rest.ToArray());
    }

    /// <summary>A text that comes in pieces.</summary>
    sealed class Pieces(string text, int size) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
