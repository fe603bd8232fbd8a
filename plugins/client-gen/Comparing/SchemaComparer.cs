using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Comparing;

/// <summary>Who writes a value.</summary>
enum Direction
{
    /// <summary>The caller.</summary>
    Sent,

    /// <summary>The API.</summary>
    Received,
}

/// <summary>Finds what changed in what is sent and received. What the API asks for may only become less; what it gives, only more.</summary>
sealed class SchemaComparer(List<ApiChange> changes)
{
    readonly HashSet<(ApiSchema, ApiSchema, Direction)> seen = [];

    /// <summary>Compares two schemas, and what they hold.</summary>
    public void Compare(ApiSchema? givenOld, ApiSchema? givenNow, string where, Direction direction)
    {
        var waiting = new Queue<(ApiSchema? Old, ApiSchema? Now, string Where)>([(givenOld, givenNow, where)]);
        while (waiting.TryDequeue(out var pair))
        {
            if (pair.Old is null && pair.Now is null) continue;
            if (pair.Old is null || pair.Now is null)
            {
                Note(pair.Where, pair.Now is null ? "is not described any more" : "is described", pair.Now is null);
                continue;
            }

            var (old, now) = (pair.Old.Resolved, pair.Now.Resolved);
            if (!seen.Add((old, now, direction))) continue;
            var name = now.Name ?? pair.Where;
            Nullability(pair.Old, pair.Now, name, direction);
            if (old.Kind != now.Kind || (old.Format != now.Format && old.Kind is SchemaKind.String or SchemaKind.Integer or SchemaKind.Number))
            {
                Note(name, $"was {Words(old)}, and is {Words(now)}", now.Kind != SchemaKind.Any || direction == Direction.Received);
                continue;
            }

            Enums(old, now, name, direction);
            Properties(old, now, name, direction, waiting);
            if (old.Items is not null || now.Items is not null) waiting.Enqueue((old.Items, now.Items, name + "[]"));
            if (old.Additional is not null && now.Additional is not null) waiting.Enqueue((old.Additional, now.Additional, name + ".*"));
            Options(old, now, name, direction);
        }
    }

    void Note(string where, string what, bool breaks) => changes.Add(new(where, what, breaks));

    void Nullability(ApiSchema old, ApiSchema now, string where, Direction direction)
    {
        if (old.MayBeNull == now.MayBeNull) return;
        Note(where, now.MayBeNull ? "may be null" : "may not be null any more", now.MayBeNull == (direction == Direction.Received));
    }

    void Enums(ApiSchema old, ApiSchema now, string where, Direction direction)
    {
        if (old.Enum.Count == 0 && now.Enum.Count == 0) return;
        var (before, after) = (old.Enum.Select(static each => each.Value.Text).ToHashSet(), now.Enum.Select(static each => each.Value.Text).ToHashSet());
        if (now.Enum.Count > 0) foreach (var value in before.Except(after)) Note(where, $"the value {value} is gone", direction == Direction.Sent);
        if (old.Enum.Count > 0) foreach (var value in after.Except(before)) Note(where, $"the value {value} is new", false);
        if (old.Enum.Count == 0) Note(where, "has only known values", direction == Direction.Sent);
    }

    void Properties(ApiSchema old, ApiSchema now, string where, Direction direction, Queue<(ApiSchema?, ApiSchema?, string)> waiting)
    {
        var after = now.Properties.ToDictionary(static each => each.Name);
        var before = old.Properties.ToDictionary(static each => each.Name);
        foreach (var property in old.Properties)
        {
            if (!after.TryGetValue(property.Name, out var other))
            {
                Note($"{where}.{property.Name}", "is gone", true);
                continue;
            }

            if (property.IsRequired != other.IsRequired && !(direction == Direction.Sent && other.IsReadOnly))
                Note($"{where}.{property.Name}", other.IsRequired ? "is required" : "is not required any more", other.IsRequired == (direction == Direction.Sent));
            waiting.Enqueue((property.Schema, other.Schema, $"{where}.{property.Name}"));
        }

        foreach (var property in now.Properties.Where(each => !before.ContainsKey(each.Name)))
        {
            var must = direction == Direction.Sent && property is { IsRequired: true, IsReadOnly: false };
            Note($"{where}.{property.Name}", must ? "is new, and required" : "is new", must);
        }
    }

    void Options(ApiSchema old, ApiSchema now, string where, Direction direction)
    {
        var (before, after) = (old.Options.Select(static each => Words(each.Resolved)).ToHashSet(), now.Options.Select(static each => Words(each.Resolved)).ToHashSet());
        foreach (var option in before.Except(after)) Note(where, $"may not be {option} any more", direction == Direction.Sent);
        foreach (var option in after.Except(before)) Note(where, $"may be {option} too", direction == Direction.Received);
    }

    static string Words(ApiSchema schema) => schema.Name ?? schema.Kind switch
    {
        SchemaKind.Any => "anything",
        SchemaKind.Map => "a map",
        SchemaKind.Array => "a list",
        SchemaKind.String => schema.Format is { } format ? $"text ({format})" : "text",
        SchemaKind.Integer => schema.Format is { } size ? $"a whole number ({size})" : "a whole number",
        SchemaKind.Number => "a number",
        SchemaKind.Boolean => "true or false",
        SchemaKind.Union => "one of several",
        _ => "an object",
    };
}
