using FsCheck;
using FsCheck.Fluent;
using Runner.Workflows.Types;

namespace Runner.Workflows.Tests.Types;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("2d", 172_800_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("250us", 0.25)]
    [InlineData("0s", 0)]
    [InlineData("30s30s", 60_000)]
    [InlineData(".5s", 500)]
    [InlineData("3650d", 315_360_000_000)]
    public void Duration_is_read(string text, double milliseconds)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("10 s")]
    [InlineData(" 10s")]
    [InlineData("10s ")]
    [InlineData("-5s")]
    [InlineData("+5s")]
    [InlineData("10S")]
    [InlineData("10sec")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("1.2.3s")]
    [InlineData(".s")]
    [InlineData("10s5")]
    [InlineData("3651d")]
    [InlineData("3650d1us")]
    [InlineData("99999999999999999999999999d")]
    [InlineData("NaNs")]
    [InlineData("١s")]
    public void Anything_else_is_no_duration(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.0001, "0.1us")]
    [InlineData(0.25, "250us")]
    [InlineData(0.9999, "1ms")]
    [InlineData(1.25, "1.3ms")]
    [InlineData(350.4, "350ms")]
    [InlineData(999.6, "1s")]
    [InlineData(1234, "1.23s")]
    [InlineData(59_990, "59.99s")]
    [InlineData(59_999, "1m")]
    [InlineData(90_000, "1m30s")]
    [InlineData(3_599_900, "1h")]
    [InlineData(5_400_000, "1h30m")]
    [InlineData(86_400_000, "1d")]
    [InlineData(90_061_000, "1d1h1m")]
    [InlineData(-1500, "-1.5s")]
    public void Duration_is_written_short(double milliseconds, string text) =>
        DurationText.Format(TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond))).ShouldBe(text);

    [Fact]
    public void Duration_that_is_written_is_read_again_and_nearly_the_same() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Durations.ToArbitrary(), duration =>
        {
            DurationText.TryParse(DurationText.Format(duration), out var read).ShouldBeTrue();
            // Two digits of it are always right, and from an hour on it is rounded to minutes.
            (read - duration).Duration().ShouldBeLessThanOrEqualTo(TimeSpan.FromTicks(duration.Ticks / 10 + 1));
        }));

    static readonly Gen<TimeSpan> Durations =
        from digits in Gen.Choose(0, 15)
        from mantissa in Gen.Choose(0, 1_000_000)
        select TimeSpan.FromTicks(Math.Min((long)(mantissa * Math.Pow(10, digits - 6)), TimeSpan.FromDays(3649).Ticks));
}
