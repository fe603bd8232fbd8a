using Runner.Workflows.Checked;
using Runner.Workflows.Types;

namespace Runner.Workflows.Checking;

/// <summary>Finds secrets in what a template makes: declared ones, outputs marked secret, and variables made of them.</summary>
static class SecretValues
{
    /// <summary>The reference to a secret, as it is written; null when there is none.</summary>
    public static string? Find(InputTemplate template, ScopeShape scope) => new ValueFlow(scope, path => IsSecret(path, scope)).Find(template);

    static bool IsSecret(IReadOnlyList<string?> path, ScopeShape scope)
    {
        var shape = scope.Find(path[0]!);
        for (var i = 1; i < path.Count && shape is not null; i++)
        {
            if (path[i] is not { } name) return Holds(shape);
            if (shape.Field(name) is not { } field) return false;
            if (field.Secret) return true;
            shape = field.Type;
        }

        return shape is not null && Holds(shape);
    }

    static bool Holds(TypeShape shape) => shape.Fields.Any(field => field.Secret || Holds(field.Type));
}
