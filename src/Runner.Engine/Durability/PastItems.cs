using System.Globalization;
using Runner.Engine.Events;

namespace Runner.Engine.Durability;

/// <summary>How far another process had come with the items of a loop.</summary>
/// <param name="Order">The items in the order in which they are gone through: those that had ended, those under way, the others.</param>
/// <param name="Begun">How many of them had begun. They are gone through whatever ends the loop: their end has to be said.</param>
sealed record PastItems(int[] Order, int Begun)
{
    public static PastItems OfSteps(RunHistory history, string path, int count) => Of(count, index => history.Step(PathOf(path, index)) is { } past ? past.Finished is null ? 1 : 0 : 2);

    public static PastItems OfJobs(RunHistory history, string path, int count, int first) => Of(count, index => history.Job(PathOf(path, first + index)) is { } past ? past.Finished is null ? 1 : 0 : 2);

    public static ErrorInfo Differ(int before, int now) => new(ErrorInfo.Interrupted, $"the list had {before} items when Runner was stopped, and has {now} now: which of them were done cannot be told")
    {
        Help = "make the list in a step of its own, whose result is kept",
    };

    static PastItems Of(int count, Func<int, int> rankOf)
    {
        var ranks = Enumerable.Range(0, count).Select(rankOf).ToArray();
        return new([.. Enumerable.Range(0, count).OrderBy(index => ranks[index])], ranks.Count(rank => rank < 2));
    }

    static string PathOf(string loop, int index) => string.Create(CultureInfo.InvariantCulture, $"{loop}[{index}]");
}
