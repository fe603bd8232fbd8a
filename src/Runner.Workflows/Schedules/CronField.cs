using System.Globalization;

namespace Runner.Workflows.Schedules;

/// <summary>A field of a cron expression: what it is called, and what may stand in it.</summary>
sealed record CronField(string Name, int Least, int Most, string[] Words)
{
    public static readonly CronField Second = new("second", 0, 59, []);
    public static readonly CronField Minute = new("minute", 0, 59, []);
    public static readonly CronField Hour = new("hour", 0, 23, []);
    public static readonly CronField Day = new("day of the month", 1, 31, []);
    public static readonly CronField Month = new("month", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);
    public static readonly CronField Weekday = new("day of the week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    /// <summary>The most that <c>H</c> gives: a day that every month has, and not Sunday twice.</summary>
    int MostHashed => this == Day ? 28 : this == Weekday ? 6 : Most;

    /// <summary>Reads what stands in the field.</summary>
    /// <param name="text">What stands there.</param>
    /// <param name="seed">What <c>H</c> is made from.</param>
    /// <param name="problem">What is wrong, when the answer is null.</param>
    public CronValues? Read(string text, string seed, out CronProblem? problem)
    {
        var values = new CronValues { StartsWithStar = text[0] is '*' or '?' };
        foreach (var part in text.Split(','))
        {
            if (ReadPart(part, seed, values) is not { } wrong) continue;
            problem = wrong;
            return null;
        }

        problem = null;
        // Sunday is 0 and 7.
        if (this == Weekday && (values.Bits & 1UL << 7) != 0) values.Bits = (values.Bits | 1) & ~(1UL << 7);
        return values;
    }

    CronProblem? ReadPart(string part, string seed, CronValues values)
    {
        if (part.Length == 0) return new($"a part of the {Name} is empty", "parts are separated by one comma each: 1,15");
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var (range, step) = slash < 0 ? (part, 1) : (part[..slash], ReadCount(part[(slash + 1)..]));
        if (step is < 1 || step > Most - Least + 1)
            return new($"the step `{part[(slash + 1)..]}` of the {Name} is none", $"a step is a number from 1 to {Most - Least + 1}: */{Math.Min(5, Most)}");
        if (range is "*" or "?") return Add(values, Least, this == Weekday ? 6 : Most, step);
        if (range == "?" && this != Day && this != Weekday) return new($"`?` says nothing as a {Name}", "write *");
        if (range.StartsWith('H')) return ReadHash(range, slash < 0 ? null : step, seed, values);
        if (this == Day && range == "L" && slash < 0)
        {
            values.LastDay = true;
            return null;
        }

        if (this == Weekday && slash < 0 && ReadPlaceInMonth(range, values, out var wrong)) return wrong;
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0)
        {
            if (Value(range[..dash], out var from) is { } first) return first;
            if (Value(range[(dash + 1)..], out var to) is { } second) return second;
            if (from > to && this == Weekday && to == 0) to = 7;
            return from <= to ? Add(values, from, to, step) : new($"the range {range} of the {Name} runs backwards", $"write {from}-{Most},{Least}-{to}, or turn it round");
        }

        if (Value(range, out var single) is { } problem) return problem;
        // 5/10 is 5, 15, 25 and so on.
        return Add(values, single, slash < 0 ? single : this == Weekday ? 6 : Most, step);
    }

    /// <summary><c>MON#2</c>, the second Monday, and <c>FRIL</c>, the last Friday.</summary>
    bool ReadPlaceInMonth(string text, CronValues values, out CronProblem? problem)
    {
        problem = null;
        var sharp = text.IndexOf('#', StringComparison.Ordinal);
        if (sharp < 0 && (text.Length < 2 || text[^1] != 'L')) return false;
        problem = Value(sharp < 0 ? text[..^1] : text[..sharp], out var weekday);
        if (problem is not null) return true;
        var place = sharp < 0 ? 0 : ReadCount(text[(sharp + 1)..]);
        if (sharp >= 0 && place is < 1 or > 5) problem = new($"`{text}` names no week of a month", "MON#1 is the first Monday, MON#5 the fifth, MONL the last");
        else values.InMonth.Add((weekday % 7, place));
        return true;
    }

    /// <summary><c>H</c>, <c>H(0-29)</c>, <c>H/15</c>: a value, or a first one, that is always the same for a schedule, and spread over all of them.</summary>
    CronProblem? ReadHash(string range, int? step, string seed, CronValues values)
    {
        int from = Least, to = MostHashed;
        if (range is ['H', '(', .., ')'])
        {
            var ends = range[2..^1].Split('-');
            if (ends.Length != 2) return new($"`{range}` is no range of the {Name}", $"such as H({Least}-{Most / 2})");
            if (Value(ends[0], out from) is { } first) return first;
            if (Value(ends[1], out to) is { } second) return second;
            if (from > to) return new($"the range of `{range}` runs backwards", $"write H({to}-{from})");
        }
        else if (range != "H")
        {
            return NoSuch(range);
        }

        var spread = step is { } every ? Math.Min(every, to - from + 1) : to - from + 1;
        var hash = StableHash.Of($"{seed}\n{Name}");
        return Add(values, from + (int)(hash % (ulong)spread), step is null ? from + (int)(hash % (ulong)spread) : to, step ?? 1);
    }

    static CronProblem? Add(CronValues values, int from, int to, int step)
    {
        for (var value = from; value <= to; value += step) values.Bits |= 1UL << value;
        return null;
    }

    static int ReadCount(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    CronProblem? Value(string text, out int value)
    {
        var word = Array.FindIndex(Words, each => each.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = word < 0 ? 0 : word + Least;
        if (word >= 0) return null;
        if (text.Length == 0 || !text.All(char.IsAsciiDigit)) return NoSuch(text);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= Least && value <= Most
            ? null
            : new($"{text} is no {Name}: it goes from {Least} to {Most}", this == Weekday ? "0 and 7 are Sunday, or write names: MON-FRI" : null);
    }

    CronProblem NoSuch(string text) => new($"`{text}` is no {Name} of a cron expression",
        text.EndsWith('W') && this == Day ? "the nearest weekday (W) is not supported; MON-FRI as the day of the week is"
        : Words.Length > 0 ? $"write {Least} to {Most}, or {string.Join(", ", Words)}; also *, a-b, a,b and */n"
        : $"write {Least} to {Most}, *, a-b, a,b or */n");
}

/// <summary>The values that a field of a cron expression allows.</summary>
sealed class CronValues
{
    /// <summary>A bit for each.</summary>
    public ulong Bits { get; set; }

    /// <summary>Whether it was written with a star in front, which decides how the two fields of days go together.</summary>
    public bool StartsWithStar { get; init; }

    /// <summary>Whether the last day of a month is one.</summary>
    public bool LastDay { get; set; }

    /// <summary>Weekdays of which only one in a month is meant, by its number; 0 is the last.</summary>
    public List<(int Weekday, int Place)> InMonth { get; } = [];

    public bool Has(int value) => (Bits >> value & 1) != 0;

    /// <summary>The least value from one on; -1 when there is none.</summary>
    public int From(int value)
    {
        if (value > 63) return -1;
        var left = Bits >> value;
        return left == 0 ? -1 : value + System.Numerics.BitOperations.TrailingZeroCount(left);
    }
}

/// <summary>What is wrong with a cron expression.</summary>
/// <param name="Message">What.</param>
/// <param name="Help">What would be right; null where the message says it.</param>
public sealed record CronProblem(string Message, string? Help);
