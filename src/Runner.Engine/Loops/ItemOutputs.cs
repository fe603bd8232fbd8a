using Runner.Workflows.Checked;
using Runner.Workflows.Values;

namespace Runner.Engine.Loops;

/// <summary>The outputs of a loop: for each name a list with a value for each item, null where an item gave none.</summary>
sealed class ItemOutputs(IReadOnlyList<CheckedOutput> outputs, int count)
{
    // Only what is declared is kept, so that a loop over many items that gives nothing holds nothing.
    readonly Value[][] lists = [.. outputs.Select(_ => new Value[count])];

    public void Set(int index, Value values)
    {
        if (values.Kind != ValueKind.Object) return;
        for (var i = 0; i < lists.Length; i++) lists[i][index] = values.AsObject().TryGet(outputs[i].Name, out var value) ? value : Value.Null;
    }

    public Value ToValue()
    {
        if (lists.Length == 0) return Value.Null;
        var values = new ValueObject();
        for (var i = 0; i < lists.Length; i++) values[outputs[i].Name] = Value.From(lists[i]);
        return Value.From(values);
    }
}
