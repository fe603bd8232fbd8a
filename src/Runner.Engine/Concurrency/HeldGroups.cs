using Runner.Engine.Binding;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;

namespace Runner.Engine.Concurrency;

/// <summary>The concurrency groups that a part of a run is in already, the innermost first. A part within it would wait for itself.</summary>
sealed class HeldGroups
{
    HeldGroups(HeldGroups? outer, string group) => (Outer, Group) = (outer, group);

    /// <summary>None.</summary>
    public static HeldGroups None { get; } = new(null, "");

    /// <summary>These, and a group that another process has a place in.</summary>
    public HeldGroups Within(string group) => new(this, group);

    /// <summary>The groups around; null for <see cref="None"/>.</summary>
    public HeldGroups? Outer { get; }

    /// <summary>The group.</summary>
    public string Group { get; }

    /// <summary>Whether these are, or are within, the groups held by another part.</summary>
    public bool IsWithin(HeldGroups other)
    {
        for (var at = this; at is not null; at = at.Outer)
        {
            if (ReferenceEquals(at, other)) return true;
        }

        return false;
    }

    /// <summary>Waits for a place in a group, unless it is held already.</summary>
    /// <returns>The groups held from then on, and the place: disposing leaves it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    /// <exception cref="TemplateException">An expression failed.</exception>
    /// <exception cref="BindingException">The group or its limit is not what it should be, or the wait would never end.</exception>
    public ValueTask<(HeldGroups Held, IDisposable? Place)> EnterAsync(CheckedConcurrency? concurrency, RunScope scope, Action<string> waiting, CancellationToken cancel) =>
        concurrency is null ? new((this, null)) : EnterGroupAsync(concurrency, scope, waiting, cancel);

    async ValueTask<(HeldGroups Held, IDisposable? Place)> EnterGroupAsync(CheckedConcurrency concurrency, RunScope scope, Action<string> waiting, CancellationToken cancel)
    {
        var name = Coercion.ToText(concurrency.Group.Evaluate(scope));
        var limit = concurrency.Limit is { } written ? Settings.CountOf(written, "concurrency.limit", CheckedLoop.MostAtOnce, scope) : 1;
        for (var held = this; held.Outer is not null; held = held.Outer)
        {
            if (held.Group == name) return (this, null);
        }

        var inside = new HeldGroups(this, name);
        return (inside, await ConcurrencyGroups.EnterAsync(inside, limit, () => waiting(name), cancel).ConfigureAwait(false));
    }
}
