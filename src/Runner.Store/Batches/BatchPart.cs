using System.Text.Json.Nodes;

namespace Runner.Store.Batches;

/// <summary>Which items of a job a batch has, as its options say.</summary>
/// <param name="Since">The number of the event with which the job began, in the run that it is of.</param>
/// <param name="Number">Which batch, from 1.</param>
/// <param name="Of">How many there are.</param>
/// <param name="First">The place of its first item in the list.</param>
/// <param name="Count">How many items it has.</param>
/// <param name="Total">How many items the list has.</param>
/// <param name="Parallel">How many of them run at once.</param>
public sealed record BatchPart(long Since, int Number, int Of, int First, int Count, int Total, int Parallel)
{
    const string Key = "batch";

    /// <summary>The part that options tell of; null for none.</summary>
    /// <param name="options">A JSON object.</param>
    public static BatchPart? Read(string options)
    {
        if (JsonNode.Parse(options) is not JsonObject { } all || all[Key] is not JsonObject part) return null;
        return new((long)part["since"]!, (int)part["number"]!, (int)part["of"]!, (int)part["first"]!, (int)part["count"]!, (int)part["total"]!, (int)part["parallel"]!);
    }

    /// <summary>The options of the whole run, for this part of it.</summary>
    internal string AddTo(string options)
    {
        var all = JsonNode.Parse(options) as JsonObject ?? [];
        all[Key] = new JsonObject { ["since"] = Since, ["number"] = Number, ["of"] = Of, ["first"] = First, ["count"] = Count, ["total"] = Total, ["parallel"] = Parallel };
        return all.ToJsonString();
    }
}
