using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;

namespace Runner.Engine.Concurrency;

/// <summary>The concurrency groups that a part of a run is in already. A part within it would wait for itself.</summary>
sealed class HeldGroups
{
    readonly HeldGroups? outer;
    readonly string group;

    HeldGroups(HeldGroups? outer, string group) => (this.outer, this.group) = (outer, group);

    /// <summary>None.</summary>
    public static HeldGroups None { get; } = new(null, "");

    /// <summary>Waits for a place in a group, unless it is held already.</summary>
    /// <returns>The groups held from then on, and the place: disposing leaves it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    /// <exception cref="TemplateException">An expression failed.</exception>
    /// <exception cref="Binding.BindingException">The group or its limit is not what it should be.</exception>
    public async ValueTask<(HeldGroups Held, IDisposable? Place)> EnterAsync(CheckedConcurrency? concurrency, RunScope scope, Action<string> waiting, CancellationToken cancel)
    {
        if (concurrency is null) return (this, null);
        var name = Coercion.ToText(concurrency.Group.Evaluate(scope));
        var limit = concurrency.Limit is { } written ? Settings.CountOf(written, "concurrency.limit", CheckedLoop.MostAtOnce, scope) : 1;
        for (var held = this; held is not null; held = held.outer)
        {
            if (held.outer is not null && held.group == name) return (this, null);
        }

        var place = await ConcurrencyGroups.EnterAsync(name, limit, () => waiting(name), cancel).ConfigureAwait(false);
        return (new(this, name), place);
    }
}
