using FsCheck;
using FsCheck.Fluent;
using Runner.Workflows.Diagnostics;

namespace Runner.Workflows.Tests.Diagnostics;

public sealed class DidYouMeanTests
{
    static readonly string[] Names = ["http.get", "http.post", "http.head", "timeout", "retry", "uses", "if", "id"];

    static readonly Arbitrary<string> Words =
        (from letters in Gen.Choose('a', 'f').Select(c => (char)c).ListOf()
         select new string([.. letters])).ToArbitrary();

    [Theory]
    [InlineData("http.gte", "http.get")]
    [InlineData("htpt.post", "http.post")]
    [InlineData("HTTP.HEAD", "http.head")]
    [InlineData("time-out", "timeout")]
    [InlineData("use", "uses")]
    [InlineData("iff", "if")]
    [InlineData("di", "id")]
    public void Slip_of_the_fingers_is_understood(string written, string meant) => DidYouMean.Suggest(written, Names).ShouldBe(meant);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("shell")]
    [InlineData("kafka.publish")]
    [InlineData("with")]
    public void Other_name_is_not_guessed_at(string written) => DidYouMean.Suggest(written, Names).ShouldBeNull();

    [Fact]
    public void Nearest_name_wins_and_of_two_the_first()
    {
        DidYouMean.Suggest("stepps", ["stopps1", "steps", "stepss"]).ShouldBe("steps");
        DidYouMean.Suggest("case", ["CASES", "Case"]).ShouldBe("Case");
    }

    [Fact]
    public void Texts_too_long_for_a_name_are_not_compared() =>
        DidYouMean.Suggest(new string('a', 1_000_000), [new string('a', 1_000_001)]).ShouldBeNull();

    [Fact]
    public void Suggestion_is_never_farther_than_the_bound() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Words, Words, Words, (written, first, second) =>
        {
            if (DidYouMean.Suggest(written, [first, second]) is not { } meant) return;
            DidYouMean.Distance(written, meant).ShouldBeLessThanOrEqualTo(DidYouMean.MaxDistanceFor(written));
            DidYouMean.Distance(written, meant).ShouldBeLessThanOrEqualTo(Math.Min(DidYouMean.Distance(written, first), DidYouMean.Distance(written, second)));
        }));

    [Fact]
    public void Name_within_the_bound_is_always_suggested() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Words, Words, (written, name) =>
            (DidYouMean.Suggest(written, [name]) is not null).ShouldBe(DidYouMean.Distance(written, name) <= DidYouMean.MaxDistanceFor(written))));

    [Fact]
    public void Distance_is_the_same_both_ways_and_nothing_only_between_equals() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Words, Words, (a, b) =>
        {
            DidYouMean.Distance(a, b).ShouldBe(DidYouMean.Distance(b, a));
            (DidYouMean.Distance(a, b) == 0).ShouldBe(a == b);
            DidYouMean.Distance(a, b).ShouldBeInRange(Math.Abs(a.Length - b.Length), Math.Max(a.Length, b.Length));
        }));

    [Fact]
    public void Limit_changes_no_distance_within_it() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Words, Words, Gen.Choose(0, 5).ToArbitrary(), (a, b, limit) =>
        {
            var distance = DidYouMean.Distance(a, b);
            if (distance <= limit) DidYouMean.Distance(a, b, limit).ShouldBe(distance);
            else DidYouMean.Distance(a, b, limit).ShouldBeGreaterThan(limit);
        }));

    [Fact]
    public void Swapped_neighbours_are_one_slip() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Words, Gen.Choose(0, 100).ToArbitrary(), (word, place) =>
        {
            if (word.Length < 2) return;
            var i = place % (word.Length - 1);
            var swapped = $"{word[..i]}{word[i + 1]}{word[i]}{word[(i + 2)..]}";
            DidYouMean.Distance(word, swapped).ShouldBe(word[i] == word[i + 1] ? 0 : 1);
        }));
}
