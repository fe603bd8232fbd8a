using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>What expressions see of a step or job that has ended.</summary>
static class OutcomeContext
{
    public static Value Of(Outcome outcome, Outcome conclusion, Value outputs, ItemCounts? items, Value? result = null)
    {
        var context = new ValueObject();
        if (result is { } answered) context["result"] = answered;
        context["outputs"] = outputs.IsNull ? Value.From(new ValueObject()) : outputs;
        context["outcome"] = ClrValue.From(outcome);
        context["conclusion"] = ClrValue.From(conclusion);
        if (items is not null) context["items"] = ClrValue.From(items);
        return Value.From(context);
    }
}
